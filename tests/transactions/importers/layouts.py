"""Exports as banks and apps of many countries write them, with invented people, and what they say.

Every case: a name, the file, and for each row its day, its signed amount and a word of its text.
"""
# ruff: noqa: E501  lines are as banks write them

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Case:
    name: str
    text: str
    rows: list[tuple[str, str, str]]
    encoding: str = "utf-8"
    told: dict[str, object] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        return self.text.encode(self.encoding)


WORLD = [
    Case(
        "dkb",
        '"Girokonto";"DE02120300000000202051"\n"Zeitraum:";"01.09.2025 - 30.09.2025"\n"Kontostand vom 30.09.2025:";"1.204,17 €"\n""\n'
        '"Buchungsdatum";"Wertstellung";"Status";"Zahlungspflichtige*r";"Zahlungsempfänger*in";"Verwendungszweck";"Umsatztyp";"IBAN";"Betrag (€)";"Gläubiger-ID";"Mandatsreferenz";"Kundenreferenz"\n'
        '"29.09.25";"29.09.25";"Gebucht";"Jana Lindqvist";"EDEKA Ulrich";"VISA Debitkartenumsatz";"Ausgang";"DE96120300009005290904";"-37,12";"";"";"525"\n'
        '"26.09.25";"26.09.25";"Gebucht";"Nordwerk Anlagenbau GmbH";"Jana Lindqvist";"Gehalt September";"Eingang";"DE11500105170001234567";"2.918,40";"";"";""\n'
        '"02.09.25";"02.09.25";"Vorgemerkt";"Jana Lindqvist";"Stadtwerke";"Abschlag";"Ausgang";"DE96120300009005290904";"-84";"";"";""\n',
        [
            ("2025-09-29", "-37.12", "EDEKA"),
            ("2025-09-26", "2918.40", "Nordwerk"),
            ("2025-09-02", "problem", "Stadtwerke"),
        ],
        told={"currency": "EUR"},
    ),
    Case(
        "sparkasse",
        '"Auftragskonto";"Buchungstag";"Valutadatum";"Buchungstext";"Verwendungszweck";"Glaeubiger ID";"Mandatsreferenz";"Kundenreferenz (End-to-End)";"Sammlerreferenz";"Lastschrift Ursprungsbetrag";"Auslagenersatz Ruecklastschrift";"Beguenstigter/Zahlungspflichtiger";"Kontonummer/IBAN";"BIC (SWIFT-Code)";"Betrag";"Waehrung";"Info"\n'
        '"DE89370400440532013000";"30.10.25";"31.10.25";"FOLGELASTSCHRIFT";"Beitrag Fitnessstudio Körperwelt";"DE98ZZZ09999999999";"M-8841";"";"";"";"";"Körperwelt GmbH";"DE12500105170648489890";"INGDDEFFXXX";"-29,90";"EUR";"Umsatz gebucht"\n'
        '"DE89370400440532013000";"27.10.25";"27.10.25";"GUTSCHR. UEBERWEISUNG";"Miete Untermieter Nov";"";"";"NOTPROVIDED";"";"";"";"Ole Petersen";"DE44500105175407324931";"COBADEFFXXX";"1.150,00";"EUR";"Umsatz gebucht"\n',
        [("2025-10-30", "-29.90", "Körperwelt"), ("2025-10-27", "1150.00", "Ole Petersen")],
        encoding="cp1252",
        told={"currency": "EUR"},
    ),
    Case(
        "ing-de",
        "Umsatzanzeige;Datei erstellt am: 03.11.2025 09:14\n\nIBAN;DE27 5001 0517 5407 3249 31\nKontoname;Girokonto\nBank;ING\nKunde;Tarek Hoffmann\nZeitraum;01.10.2025 - 31.10.2025\nSaldo;2.410,55;EUR\n\nSortierung;Datum absteigend\n\n"
        "Buchung;Wertstellungsdatum;Auftraggeber/Empfänger;Buchungstext;Verwendungszweck;Saldo;Währung;Betrag;Währung\n"
        "31.10.2025;31.10.2025;VISA LIDL DIENSTL;Lastschrift;NR XXXX 4711 KOELN;2.410,55;EUR;-18,49;EUR\n"
        "30.10.2025;30.10.2025;Bezirk Mitte;Gehalt/Rente;Bezuege 10/2025;2.429,04;EUR;2.200,00;EUR\n",
        [("2025-10-31", "-18.49", "LIDL"), ("2025-10-30", "2200.00", "Bezirk")],
        encoding="cp1252",
    ),
    Case(
        "n26",
        '"Booking Date","Value Date","Partner Name","Partner Iban",Type,"Payment Reference","Account Name","Amount (EUR)","Original Amount","Original Currency","Exchange Rate"\n'
        '2025-08-02,2025-08-02,"Trattoria Da Enzo",,"Presentment",,"Main Account",-31.5,-31.5,EUR,1\n'
        '2025-08-05,2025-08-05,"Lotte Brandt",DE18100110012620000001,"Credit Transfer","Konzertkarte","Main Account",64.0,,,\n',
        [("2025-08-02", "-31.50", "Enzo"), ("2025-08-05", "64.00", "Lotte")],
        told={"currency": "EUR"},
    ),
    Case(
        "monzo",
        "Transaction ID,Date,Time,Type,Name,Emoji,Category,Amount,Currency,Local amount,Local currency,Notes and #tags,Address,Receipt,Description,Category split,Money Out,Money In\n"
        "tx_0000AzPqR1,04/09/2025,08:11:52,Card payment,Pret A Manger,,Eating out,-4.15,GBP,-4.15,GBP,,1 Strand,,PRET A MANGER LONDON,,-4.15,\n"
        "tx_0000AzPqR2,05/09/2025,00:31:10,Faster payment,Harriet Osei,,Income,120.00,GBP,120.00,GBP,rent share,,,RENT SHARE,,,120.00\n"
        "tx_0000AzPqR3,28/09/2025,19:02:44,Card payment,TfL,,Transport,-2.80,GBP,-2.80,GBP,,,,TFL.GOV.UK/CP,,-2.80,\n",
        [
            ("2025-09-04", "-4.15", "Pret"),
            ("2025-09-05", "120.00", "Harriet"),
            ("2025-09-28", "-2.80", "TfL"),
        ],
    ),
    Case(
        "barclays",
        "Number,Date,Account,Amount,Subcategory,Memo\n"
        " ,29/10/2025,20-45-77 13579246,-56.20,Debit,SAINSBURYS S/MKTS      ON 28 OCT BCC\n"
        " ,28/10/2025,20-45-77 13579246,1844.09,Direct Credit,MERIDIAN PAYROLL       SALARY BGC\n",
        [("2025-10-29", "-56.20", "SAINSBURYS"), ("2025-10-28", "1844.09", "MERIDIAN")],
        told={"last4": "9246"},
    ),
    Case(
        "hsbc-uk-no-header",
        '24/10/2025,"DELIVEROO              LONDON",-23.45\n23/10/2025,"A MWANGI FT",250.00\n21/10/2025,"DVLA-VEHICLE TAX DD","-1,015.75"\n',
        [
            ("2025-10-24", "-23.45", "DELIVEROO"),
            ("2025-10-23", "250.00", "MWANGI"),
            ("2025-10-21", "-1015.75", "DVLA"),
        ],
    ),
    Case(
        "starling",
        "Date,Counter Party,Reference,Type,Amount (GBP),Balance (GBP),Spending Category,Notes\n"
        "01/09/2025,Opening Balance,,,,310.00,,\n"
        "02/09/2025,Octopus Energy,A-12AB34CD,DIRECT DEBIT,-61.20,248.80,BILLS_AND_SERVICES,\n"
        "15/09/2025,Idris Khan,dinner,FASTER PAYMENT,22.00,270.80,INCOME,thanks\n",
        [("2025-09-02", "-61.20", "Octopus"), ("2025-09-15", "22.00", "Idris")],
        told={"currency": "GBP"},
    ),
    Case(
        "revolut",
        "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance\n"
        "CARD_PAYMENT,Current,2025-07-03 10:22:15,2025-07-04 08:01:40,Bolt,-8.40,0.00,EUR,COMPLETED,191.60\n"
        "ATM,Current,2025-07-05 18:00:01,2025-07-06 03:12:55,Cash at Banco Popular,-50.00,1.00,EUR,COMPLETED,140.60\n"
        "CARD_PAYMENT,Current,2025-07-06 11:12:13,,Hotel Lumiere,-210.00,0.00,EUR,REVERTED,\n"
        "TOPUP,Current,2025-07-08 07:00:00,2025-07-08 07:00:05,Top-Up by *4821,100.00,0.00,EUR,COMPLETED,240.60\n",
        [
            ("2025-07-04", "-8.40", "Bolt"),
            ("2025-07-06", "-51.00", "Cash"),
            ("None", "problem", "Hotel"),
            ("2025-07-08", "100.00", "Top-Up"),
        ],
    ),
    Case(
        "chase-checking",
        "Details,Posting Date,Description,Amount,Type,Balance,Check or Slip #\n"
        'DEBIT,10/27/2025,"VENMO            PAYMENT    1029384756      WEB ID: 3264681992",-40.00,ACH_DEBIT,1210.44,,\n'
        'CREDIT,10/24/2025,"BLUEPINE LLC     PAYROLL                    PPD ID: 9111",1650.20,ACH_CREDIT,1250.44,,\n'
        "CHECK,10/03/2025,CHECK 1042,-399.76,CHECK_PAID,-399.76,1042,\n",
        [
            ("2025-10-27", "-40.00", "VENMO"),
            ("2025-10-24", "1650.20", "BLUEPINE"),
            ("2025-10-03", "-399.76", "CHECK"),
        ],
    ),
    Case(
        "chase-card",
        "Transaction Date,Post Date,Description,Category,Type,Amount,Memo\n"
        "10/20/2025,10/21/2025,TRADER JOE S #551,Groceries,Sale,-64.11,\n"
        "10/18/2025,10/18/2025,Payment Thank You-Mobile,,Payment,500.00,\n"
        "10/02/2025,10/03/2025,AMZN Mktp US*AB1CD2EF3,Shopping,Return,19.99,\n",
        [
            ("2025-10-20", "-64.11", "TRADER"),
            ("2025-10-18", "500.00", "Payment"),
            ("2025-10-02", "19.99", "AMZN"),
        ],
    ),
    Case(
        "bank-of-america",
        'Description,,Summary Amt.\nBeginning balance as of 09/01/2025,,"2,150.00"\nTotal credits,,"3,000.00"\nTotal debits,,"-1,212.35"\nEnding balance as of 09/30/2025,,"3,937.65"\n\n'
        "Date,Description,Amount,Running Bal.\n"
        '09/01/2025,Beginning balance as of 09/01/2025,,"2,150.00"\n'
        '09/03/2025,"ZELLE PAYMENT TO MARCUS REED CONF# QX71","-1,200.00","950.00"\n'
        '09/15/2025,"HARBOR CLINIC DES:PAYROLL ID:7781","3,000.00","3,950.00"\n'
        '09/22/2025,"NETFLIX.COM 09/21 PURCHASE","-12.35","3,937.65"\n',
        [
            ("2025-09-03", "-1200.00", "ZELLE"),
            ("2025-09-15", "3000.00", "HARBOR"),
            ("2025-09-22", "-12.35", "NETFLIX"),
        ],
    ),
    Case(
        "amex",
        "Date,Description,Card Member,Account #,Amount\n"
        "10/30/2025,DELTA AIR LINES ATLANTA,PRIYA NAIR,-71005,412.60\n"
        "10/22/2025,MOBILE PAYMENT - THANK YOU,PRIYA NAIR,-71005,-900.00\n"
        "10/13/2025,SWEETGREEN NYC,PRIYA NAIR,-71005,16.25\n",
        [
            ("2025-10-30", "-412.60", "DELTA"),
            ("2025-10-22", "900.00", "PAYMENT"),
            ("2025-10-13", "-16.25", "SWEETGREEN"),
        ],
    ),
    Case(
        "capital-one",
        "Transaction Date,Posted Date,Card No.,Description,Category,Debit,Credit\n"
        "2025-10-11,2025-10-13,6604,COSTCO WHSE #0110,Merchandise,148.73,\n"
        "2025-10-09,2025-10-09,6604,CAPITAL ONE MOBILE PYMT,Payment/Credit,,300.00\n",
        [("2025-10-11", "-148.73", "COSTCO"), ("2025-10-09", "300.00", "PYMT")],
        told={"last4": "6604"},
    ),
    Case(
        "wells-fargo-no-header",
        '"10/31/2025","-45.00","*","","RECURRING TRANSFER TO SAVINGS REF #OP0"\n"10/30/2025","-7.25","*","","PURCHASE AUTHORIZED ON 10/29 BLUE BOTTLE"\n"10/15/2025","1910.11","*","","ACME CORP PAYROLL 251015"\n',
        [
            ("2025-10-31", "-45.00", "SAVINGS"),
            ("2025-10-30", "-7.25", "BLUE BOTTLE"),
            ("2025-10-15", "1910.11", "ACME"),
        ],
    ),
    Case(
        "credit-agricole",
        "Téléchargement du 02/11/2025;\n\nCompte courant n° 30004012345;\nSolde au 02/11/2025 1 204,77 €\n\nListe des opérations du compte entre le 01/10/2025 et le 31/10/2025;\n\n"
        "Date;Libellé;Débit euros;Crédit euros;\n"
        '30/10/2025;"PAIEMENT PAR CARTE\nBOULANGERIE MARTIN LYON 29/10";6,40;;\n'
        '28/10/2025;"VIREMENT EN VOTRE FAVEUR\nSARL OLIVETTE SALAIRE";;1 980,00;\n',
        [("2025-10-30", "-6.40", "BOULANGERIE"), ("2025-10-28", "1980.00", "OLIVETTE")],
        encoding="cp1252",
        told={"currency": "EUR"},
    ),
    Case(
        "bbva-es",
        "F. Valor;Fecha;Concepto;Movimiento;Importe;Divisa;Disponible;Divisa;Observaciones\n"
        "14/10/2025;15/10/2025;Mercadona;Pago con tarjeta;-45,80;EUR;1.532,10;EUR;tarjeta 5512\n"
        "01/10/2025;01/10/2025;Nómina;Abono nómina;1.577,90;EUR;1.577,90;EUR;Talleres Pardo SL\n",
        [("2025-10-15", "-45.80", "Mercadona"), ("2025-10-01", "1577.90", "Nómina")],
    ),
    Case(
        "ing-nl",
        '"Datum";"Naam / Omschrijving";"Rekening";"Tegenrekening";"Code";"Af Bij";"Bedrag (EUR)";"Mutatiesoort";"Mededelingen";"Saldo na mutatie";"Tag"\n'
        '"20251030";"Albert Heijn 1521 UTRECHT";"NL20INGB0001234567";"";"BA";"Af";"23,17";"Betaalautomaat";"Pasvolgnr: 004 30-10-2025 17:45";"801,20";""\n'
        '"20251025";"Stichting Groenhof";"NL20INGB0001234567";"NL91ABNA0417164300";"OV";"Bij";"2150,00";"Overschrijving";"Salaris oktober";"824,37";""\n',
        [("2025-10-30", "-23.17", "Albert Heijn"), ("2025-10-25", "2150.00", "Groenhof")],
        told={"last4": "4567"},
    ),
    Case(
        "rabobank",
        '"IBAN/BBAN","Munt","BIC","Volgnr","Datum","Rentedatum","Bedrag","Saldo na trn","Tegenrekening IBAN/BBAN","Naam tegenpartij","Naam uiteindelijke partij","Naam initiërende partij","BIC tegenpartij","Code","Batch ID","Transactiereferentie","Omschrijving-1","Omschrijving-2","Omschrijving-3"\n'
        '"NL44RABO0123456789","EUR","RABONL2U","000000000000001201","2025-09-12","2025-09-12","-14,95","+1022,31","NL86INGB0002445588","Coolblue","","","","ei","","","Bestelling 8812","",""\n'
        '"NL44RABO0123456789","EUR","RABONL2U","000000000000001202","2025-09-14","2025-09-14","+60,00","+1082,31","NL02ABNA0123456789","S. de Wit","","","","cb","","","Weekendje","",""\n',
        [("2025-09-12", "-14.95", "Coolblue"), ("2025-09-14", "60.00", "Wit")],
        encoding="cp1252",
    ),
    Case(
        "mbank",
        "mBank S.A. Bankowość Detaliczna;\n\n#Klient;\nZOFIA WRÓBEL;\n\n#Waluta;#Wpływy;#Wydatki;\nPLN;6 500,00;-218,44;\n\n"
        "#Data operacji;#Data księgowania;#Opis operacji;#Tytuł;#Nadawca/Odbiorca;#Numer konta;#Kwota;#Saldo po operacji;\n"
        "2025-10-02;2025-10-03;ZAKUP PRZY UŻYCIU KARTY;ŻABKA Z5512 ŁÓDŹ;;'';-18,44;981,56;\n"
        "2025-10-05;2025-10-05;PRZELEW WYCHODZĄCY;czynsz październik;Spółdzielnia Jutrzenka;'11114020040000310275000000';-200,00;781,56;\n"
        "2025-10-10;2025-10-10;PRZELEW PRZYCHODZĄCY;wynagrodzenie;Kaszub sp. z o.o.;'22114020040000310275000000';6 500,00;7 281,56;\n;;;;;;#Saldo końcowe;7 281,56 PLN;\n",
        [
            ("2025-10-02", "-18.44", "ŻABKA"),
            ("2025-10-05", "-200.00", "czynsz"),
            ("2025-10-10", "6500.00", "wynagrodzenie"),
        ],
        encoding="cp1250",
    ),
    Case(
        "ubs-ch",
        "Kontonummer:;0234 00123456.40;\nIBAN:;CH93 0076 2011 6238 5295 7;\nVon:;2025-09-01;\nBis:;2025-09-30;\nAnfangssaldo:;2000.00;\nSchlusssaldo:;3'140.55;\nBewertet in:;CHF;\nAnzahl Transaktionen in diesem Zeitraum:;3;\n\n"
        "Abschlussdatum;Abschlusszeit;Buchungsdatum;Valutadatum;Währung;Belastung;Gutschrift;Einzelbetrag;Saldo;Transaktions-Nr.;Beschreibung1;Beschreibung2;Beschreibung3;Fussnoten;\n"
        '2025-09-25;;2025-09-25;2025-09-25;CHF;;4\'210.00;;3\'140.55;9931268TO1;"Alpenrose Treuhand AG";"Saläreingang";"Zahlungsgrund: Lohn";;\n'
        '2025-09-12;12:44:01;2025-09-12;2025-09-12;CHF;-69.45;;;-1\'069.45;9931255TO8;"Migros Zürich HB";"Debitkarte";"";;\n'
        '2025-09-01;;2025-09-01;2025-09-01;CHF;-3\'000.00;;;-1\'000.00;9931200TO2;"Hausverwaltung Tobler";"Dauerauftrag";"Miete";;\n',
        [
            ("2025-09-25", "4210.00", "Alpenrose"),
            ("2025-09-12", "-69.45", "Migros"),
            ("2025-09-01", "-3000.00", "Tobler"),
        ],
    ),
    Case(
        "commbank-no-header",
        '31/10/2025,"-18.50","GUZMAN Y GOMEZ SYDNEY NS AUS Card xx1188","+842.10"\n29/10/2025,"+2400.00","Salary BANKSIA HEALTH","+860.60"\n27/10/2025,"-60.00","Transfer to xx4401 CommBank app","-1539.40"\n',
        [
            ("2025-10-31", "-18.50", "GUZMAN"),
            ("2025-10-29", "2400.00", "BANKSIA"),
            ("2025-10-27", "-60.00", "Transfer"),
        ],
    ),
    Case(
        "wise",
        "TransferWise ID,Date,Amount,Currency,Description,Payment Reference,Running Balance,Exchange From,Exchange To,Exchange Rate,Payer Name,Payee Name,Payee Account Number,Merchant,Card Last Four Digits,Card Holder Full Name,Attachment,Note,Total fees\n"
        "CARD-11223344,09-10-2025,-12.80,EUR,Card transaction of 12.80 EUR issued by Cafe Central WIEN,,487.20,,,,,,,Cafe Central WIEN,7765,Nora Blake,,,0.00\n"
        "TRANSFER-99887766,07-10-2025,500.00,EUR,Received money from Blake Studio Ltd with reference INV 12,INV 12,500.00,,,,Blake Studio Ltd,,,,,,,,2.10\n",
        [("2025-10-09", "-12.80", "Cafe Central"), ("2025-10-07", "500.00", "Blake Studio")],
    ),
    Case(
        "paypal",
        '"Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net","From Email Address","To Email Address","Transaction ID","Balance"\n'
        '"10/05/2025","08:15:22","PDT","Bandcamp, Inc.","Express Checkout Payment","Completed","USD","-9.00","0.00","-9.00","kim@example.com","pay@bandcamp.example","8AB12345CD678901E","91.00"\n'
        '"10/14/2025","19:40:03","PDT","Lena Ortiz","Website Payment","Completed","USD","50.00","-1.75","48.25","lena@example.com","kim@example.com","7XY12345CD678901F","139.25"\n'
        '"10/16/2025","10:00:00","PDT","Gadget Barn","Express Checkout Payment","Pending","USD","-30.00","0.00","-30.00","kim@example.com","shop@gadget.example","6QQ12345CD678901G","139.25"\n',
        [
            ("2025-10-05", "-9.00", "Bandcamp"),
            ("2025-10-14", "48.25", "Lena"),
            ("2025-10-16", "problem", "Gadget"),
        ],
    ),
    Case(
        "ynab",
        '"Account","Flag","Date","Payee","Category Group/Category","Category Group","Category","Memo","Outflow","Inflow","Cleared"\n'
        '"Checking","","10/21/2025","Whole Foods","Everyday: Groceries","Everyday","Groceries","",€54.20,€0.00,"Cleared"\n'
        '"Savings","","10/22/2025","Interest","Inflow: Ready to Assign","Inflow","Ready to Assign","october",€0.00,€3.11,"Reconciled"\n',
        [("2025-10-21", "-54.20", "Whole Foods"), ("2025-10-22", "3.11", "Interest")],
        told={"accounts": ["Checking", "Savings"]},
    ),
]

STARS = ",".join(["*" * 12] * 7)
INDIA = [
    Case(
        "hdfc-account",
        "HDFC BANK Ltd.,,,,,,\nStatement of accounts,,,,,,\nMR ROHAN KULKARNI,,,,,,\nAccount No : 50100123408812 OTHER,,,,,,\n\n"
        f"{STARS}\nDate,Narration,Chq./Ref.No.,Value Dt,Withdrawal Amt.,Deposit Amt.,Closing Balance\n{STARS}\n"
        '03/11/25,UPI-KAVERI TIFFINS-KAVERI@YBL-530733,0000530733120088,03/11/25,145.00,,"22,355.00"\n'
        '07/11/25,NEFT CR-KKBK0000958-ORCHID LABS-SALARY,KKBKH25311,07/11/25,,"78,400.00","1,00,755.00"\n'
        f"{STARS}\n\nSTATEMENT SUMMARY :-,,,,,,\nOpening Balance,Dr Count,Cr Count,Debits,Credits,Closing Bal,\n"
        '"22,500.00",1,1,145.00,"78,400.00","1,00,755.00",\nGenerated On: 30-Nov-2025,,,,,,\n',
        [("2025-11-03", "-145.00", "KAVERI"), ("2025-11-07", "78400.00", "ORCHID")],
        told={"last4": "8812", "institution": "HDFC Bank"},
    ),
    Case(
        "hdfc-card",
        "HDFC Bank Credit Card Statement\nCard No~4386 28XX XXXX 7719\n\nTransaction type~Primary / Addon Customer Name~DATE~Description~AMT~Debit / Credit\n"
        "Domestic~ROHAN KULKARNI~02/11/2025 14:22:10~NAMMA PHARMACY BANGALORE~ 612.00~\n"
        "Domestic~ROHAN KULKARNI~15/11/2025 00:00:00~NETBANKING PAYMENT~ 12,450.00~Cr\n",
        [("2025-11-02", "-612.00", "PHARMACY"), ("2025-11-15", "12450.00", "PAYMENT")],
        told={"last4": "7719", "kind": "card"},
    ),
    Case(
        "icici-account",
        ",,DETAILED STATEMENT,,,,,\n,Account Number,,000405667788 ( INR )  - DIYA MENON,,,,\n,Transaction Date from,,01/11/2025,to 30/11/2025,,,\n\n"
        ",S No.,Value Date,Transaction Date,Cheque Number,Transaction Remarks,Withdrawal Amount (INR ),Deposit Amount (INR ),Balance (INR )\n"
        ",1,04/11/2025,04/11/2025,-,UPI/530811/Metro recharge/dmrc@icici,200.0,0.0,7800.0\n"
        ",2,18/11/2025,17/11/2025,-,NEFT-CITIN25-QUILL MEDIA-FEE,0.0,14000.0,21800.0\n,Legends Used in Account Statement\n,1,ATM - Cash withdrawal\n",
        [("2025-11-04", "-200.00", "Metro"), ("2025-11-17", "14000.00", "QUILL")],
        told={"last4": "7788"},
    ),
    Case(
        "icici-card",
        '"Accountno:","0000000051234400"\n"Customer Name:","MS DIYA MENON"\n"Transaction Details:"\n'
        '"Date","Sr.No.","Transaction Details","Reward Point Header","Intl.Amount","Amount(in Rs)","BillingAmountSign"\n'
        '"05/11/2025","11122233344","SHOBHA SILKS CHENNAI IN","22","0","2249.00",""\n'
        '"19/11/2025","11122233399","BBPS Payment received","0","0","6000.00","CR"\n',
        [("2025-11-05", "-2249.00", "SILKS"), ("2025-11-19", "6000.00", "received")],
        told={"last4": "4400"},
    ),
    Case(
        "sbi-account",
        "Account Name\t:\tMr. FARHAN SHAIKH\nAccount Number\t:\t_00000038811220045\nBranch\t:\tNASHIK\nBalance as on 1 Nov 2025\t:\t5,000.00\n\n"
        "Txn Date\tValue Date\tDescription\tRef No./Cheque No.\t        Debit\tCredit\tBalance\n"
        "3 Nov 2025\t3 Nov 2025\tTO TRANSFER-UPI/DR/530799/RAJU CHAI--\tTRANSFER TO 4897\t40.00\t \t4,960.00\n"
        "21 Nov 2025\t21 Nov 2025\tBY TRANSFER-INB REFUND--\tTRANSFER FROM 99\t \t1,200.00\t6,160.00\n"
        "**This is a computer generated statement and does not require a signature\n",
        [("2025-11-03", "-40.00", "RAJU"), ("2025-11-21", "1200.00", "REFUND")],
        told={"last4": "0045"},
    ),
    Case(
        "sbi-card",
        "SBI Card Statement,,,\nCredit Card Number,XXXX XXXX XXXX 6612,,\n\nDate,Transaction Details,Amount (in Rs.),Type\n"
        '04 Nov 25,ZARI BOUTIQUE NASHIK IN,"1,150.00",D\n20 Nov 25,PAYMENT RECEIVED 000PP,"3,000.00",C\n',
        [("2025-11-04", "-1150.00", "ZARI"), ("2025-11-20", "3000.00", "RECEIVED")],
        told={"last4": "6612", "kind": "card"},
    ),
    Case(
        "axis-account",
        "Name :- LEELA PILLAI\nStatement of Account No - 914010055667701 for the period (From : 01-11-2025 To : 30-11-2025)\n\n"
        "Tran Date,CHQNO,PARTICULARS,DR,CR,BAL,SOL\n"
        "02-11-2025,-,UPI/P2M/530644/SREE BAKES/YES BANK,   180.00, ,   8820.00,914\n"
        "28-11-2025,-,NEFT/SBIN325/TEAKWOOD LTD, ,   30000.00,   38820.00,914\n\n"
        "Unless the constituent notifies the bank immediately of any discrepancy\nLegends :\nICONN -  Transaction trough Internet Banking\n",
        [("2025-11-02", "-180.00", "BAKES"), ("2025-11-28", "30000.00", "TEAKWOOD")],
        told={"last4": "7701"},
    ),
    Case(
        "axis-card",
        "Axis Bank Credit Card,,,\nCard No: 5305XXXXXXXX9031,,,\n\nDate,Transaction Details,Amount (INR),Debit/Credit\n"
        '06 Nov \'25,"BOOK NOOK, KOCHI","₹ 799.00",Debit\n25 Nov \'25,MB PAYMENT REF 81,"₹ 5,000.00",Credit\n',
        [("2025-11-06", "-799.00", "NOOK"), ("2025-11-25", "5000.00", "PAYMENT")],
        told={"last4": "9031", "kind": "card"},
    ),
    Case(
        "kotak-account",
        "Kotak Mahindra Bank,,,,,,,,\nAccount No.,,7712004455,,,,,,\n\nSl. No.,Transaction Date,Value Date,Description,Chq / Ref No.,Amount,Dr / Cr,Balance,Dr / Cr\n"
        '1,05-11-2025 09:14:00,05-11-2025,UPI/JUICE JUNCTION/530912,UPI-530912,90.00,DR,"4,910.00",CR\n'
        '2,24-11-2025 17:01:22,24-11-2025,IMPS FROM TARA BOSE,IMPS-5309,"2,500.00",CR,"7,410.00",CR\n'
        "Opening balance,,,as on 01/11/2025   INR 5000.00,,,,,\nClosing balance,,,as on 30/11/2025   INR 7410.00,,,,,\n",
        [("2025-11-05", "-90.00", "JUICE"), ("2025-11-24", "2500.00", "TARA")],
        told={"last4": "4455", "institution": "Kotak Mahindra Bank"},
    ),
    Case(
        "kotak-card",
        "Kotak Credit Card Statement\nCard Number,XXXXXXXXXXXX3308\nDate,Description,Reference No.,Amount (Rs.)\n"
        '07/11/2025,MANGO TREE RESORT ALIBAUG,7788991,"8,400.00 Dr"\n22/11/2025,PAYMENT RECEIVED-KOTAK IMPS,7788999,"8,400.00 Cr"\n',
        [("2025-11-07", "-8400.00", "MANGO"), ("2025-11-22", "8400.00", "RECEIVED")],
        told={"last4": "3308", "kind": "card"},
    ),
    Case(
        "phonepe",
        "Date,Time,Transaction Details,Transaction ID,UTR No.,Type,Amount\n"
        "Nov 05 2025,09:14 AM,Paid to Sagar Stores,T2511050914,531000112233,DEBIT,₹64\n"
        'Nov 19 2025,08:00 PM,Received from Mira Joshi,T2511192000,531000445566,CREDIT,"₹1,500"\n',
        [("2025-11-05", "-64.00", "Sagar"), ("2025-11-19", "1500.00", "Mira")],
    ),
    Case(
        "mint",
        '"Date","Description","Original Description","Amount","Transaction Type","Category","Account Name","Labels","Notes"\n'
        '"11/14/2025","Lyft","LYFT *RIDE THU","18.22","debit","Rideshare","Checking","",""\n'
        '"11/02/2025","Paycheck","ALDER INC DIR DEP","2100.00","credit","Paycheck","Checking","",""\n',
        [("2025-11-14", "-18.22", "Lyft"), ("2025-11-02", "2100.00", "Paycheck")],
    ),
]

# files by apps and banks that only have to open with the right amounts
MORE: list[tuple[str, bytes, list[str]]] = [
    (
        "lloyds",
        b"Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,Debit Amount,Credit Amount,Balance\n30/10/2025,DEB,'30-11-22,11223344,GREGGS LEEDS,3.40,,120.10\n28/10/2025,FPI,'30-11-22,11223344,M PATEL,,20.00,123.50\n",
        ["-3.40", "20.00"],
    ),
    (
        "nationwide",
        '"Account Name:","FlexDirect ****12345"\n"Account Balance:","£512.30"\n"Available Balance: ","£512.30"\n\n"Date","Transaction type","Description","Paid out","Paid in","Balance"\n"28 Oct 2025","Visa purchase","ALDI","£12.70","","£512.30"\n"29 Oct 2025","Bank credit","X","","£100.00","£612.30"\n'.encode(),
        ["-12.70", "100.00"],
    ),
    (
        "bnp",
        "Compte de chèques ****1234;;;;1500,20\nDate operation;Libelle court;Type operation;Libelle operation;Montant operation en euro\n28/10/2025;CARTE;ACHAT;FNAC PARIS;-25,90\n29/10/2025;VIR;VIREMENT RECU;LOYER;450,00\n".encode(),
        ["-25.90", "450.00"],
    ),
    (
        "pko",
        '"Data operacji","Data waluty","Typ transakcji","Kwota","Waluta","Saldo po transakcji","Opis transakcji","","",""\n"2025-10-28","2025-10-26","Płatność kartą","-45.10","PLN","+954.90","Tytuł: 0001","Lokalizacja: BIEDRONKA","",""\n"2025-10-20","2025-10-20","Przelew","+1000.00","PLN","+1000.00","Nadawca: JAN","","",""\n'.encode(),
        ["-45.10", "1000.00"],
    ),
    (
        "anz",
        b'31/10/2025,"-22.40","WOOLWORTHS 1123 BRISBANE"\n30/10/2025,"150.00","TRANSFER FROM M LEE"\n',
        ["-22.40", "150.00"],
    ),
    (
        "discover",
        b"Trans. Date,Post Date,Description,Amount,Category\n10/28/2025,10/28/2025,WALGREENS,14.20,Merchandise\n10/20/2025,10/20/2025,INTERNET PAYMENT - THANK YOU,-250.00,Payments and Credits\n",
        ["-14.20", "250.00"],
    ),
    (
        "firefly",
        b"user_id,group_id,journal_id,created_at,updated_at,group_title,type,currency_code,amount,foreign_currency_code,foreign_amount,primary_currency_code,pc_amount,pc_foreign_amount,description,date,source_name,source_iban,source_type,destination_name,destination_iban,destination_type,reconciled,category,budget,bill,tags,notes\n1,1,1,2025-10-01T00:00:00+00:00,2025-10-01T00:00:00+00:00,,Withdrawal,EUR,-12.50,,,EUR,,,Lunch,2025-10-01T12:00:00+02:00,Giro,,Asset account,Mensa,,Expense account,,Food,,,,\n1,2,2,2025-10-02T00:00:00+00:00,2025-10-02T00:00:00+00:00,,Deposit,EUR,900.00,,,EUR,,,Pay,2025-10-02T12:00:00+02:00,Acme,,Revenue account,Giro,,Asset account,,Salary,,,,\n",
        ["-12.50", "900.00"],
    ),
    (
        "splitwise",
        b"Date,Description,Category,Cost,Currency,Asha,Ravi\n2025-10-01,Dinner,Dining out,1200.00,INR,600.00,-600.00\n2025-10-03,Cab,Taxi,300.00,INR,-150.00,150.00\n\n2025-10-31,Total balance, , ,INR,450.00,-450.00\n",
        ["-1200.00", "-300.00"],
    ),
    (
        "monarch",
        b"Date,Merchant,Category,Account,Original Statement,Notes,Amount,Tags\n2025-10-01,Target,Shopping,Visa (...1234),TARGET 0012,,-30.10,\n2025-10-02,Acme,Paychecks,Checking (...9),ACME DIR DEP,,2000.00,\n",
        ["-30.10", "2000.00"],
    ),
    (
        "actual",
        b"Account,Date,Payee,Notes,Category,Amount,Split_Amount,Cleared\nGiro,2025-10-01,Rewe,,Food,-23.10,0,Cleared\nGiro,2025-10-02,Acme,,Income,2100.00,0,Cleared\n",
        ["-23.10", "2100.00"],
    ),
    (
        "paytm",
        b"Date,Activity,Source/Destination,Wallet Txn ID,Comment,Debit,Credit,Transaction Breakup,Status\n02/11/2025 18:01:22,Paid to,Ravi Stores,441122,,55,,,SUCCESS\n05/11/2025 10:11:12,Added money,,441199,,,500,,SUCCESS\n",
        ["-55.00", "500.00"],
    ),
    (
        "intesa",
        b"Data,Operazione,Dettagli,Conto o carta,Contabilizzazione,Categoria ,Valuta,Importo\n28/10/2025,Esselunga,PAGAMENTO POS,Conto 1000,SI,Alimentari,EUR,-33.20\n27/10/2025,Stipendio,ACCREDITO,Conto 1000,SI,Stipendi,EUR,1500.00\n",
        ["-33.20", "1500.00"],
    ),
    (
        "ceska",
        "Datum;Objem;Měna;Protiúčet;Kód banky;VS;Zpráva pro příjemce;Typ\n28.10.2025;-120,50;CZK;123;0800;;Albert;Platba kartou\n20.10.2025;15000,00;CZK;555;0100;;Výplata;Příchozí platba\n".encode(
            "cp1250"
        ),
        ["-120.50", "15000.00"],
    ),
    (
        "nubank",
        "data,valor,identificador,descrição\n01/10/2025,-35.90,65a,Compra no débito - Padaria\n14/10/2025,120.00,65b,Transferência recebida pelo Pix\n".encode(),
        ["-35.90", "120.00"],
    ),
    (
        "citi",
        b'Status,Date,Description,Debit,Credit\nCleared,10/28/2025,"KROGER",45.10,\nCleared,10/12/2025,"ONLINE PAYMENT, THANK YOU",,-200.00\n',
        ["-45.10", "200.00"],
    ),
    (
        "zkb",
        b'"Datum";"Buchungstext";"Whg";"Betrag Detail";"ZKB-Referenz";"Referenznummer";"Belastung CHF";"Gutschrift CHF";"Valuta";"Saldo CHF";"Zahlungszweck";"Details"\n"28.10.2025";"Einkauf Coop";"";"";"Z1";"";"20.05";"";"28.10.2025";"979.95";"";""\n"27.10.2025";"Gutschrift Auftraggeber: X";"";"";"Z2";"";"";"1000.00";"27.10.2025";"1000.00";"";""\n',
        ["-20.05", "1000.00"],
    ),
]
