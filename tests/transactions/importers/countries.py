"""Statement exports of twenty-five countries, with invented people: how many rows, and what each says."""
# ruff: noqa: E501  lines are as banks write them

from tests.transactions.importers.layouts import Case

COUNTRIES = [
    Case(
        "td-ca",
        "09/03/2025,SEND E-TFR ***Kq2,150.00,,2450.12\n"
        "09/05/2025,TIM HORTONS #12,4.75,,2445.37\n"
        "09/15/2025,ACME PAY,,1800.00,4245.37\n"
        "09/16/2025,HYDRO ONE BPY,88.10,,4157.27\n",
        [
            ("2025-09-03", "-150.00", "E-TFR"),
            ("2025-09-05", "-4.75", "TIM"),
            ("2025-09-15", "1800.00", "ACME"),
            ("2025-09-16", "-88.10", "HYDRO"),
        ],
        encoding="utf-8",
    ),
    Case(
        "nab",
        "Date,Amount,Account Number,,Transaction Type,Transaction Details,Balance,Category,Merchant Name,Processed On\n"
        '05 Sep 25,-42.10,083004 123456789,,EFTPOS DEBIT,"COLES 0432 CARLTON",1204.50,Groceries,Coles,05 Sep 25\n'
        '04 Sep 25,3120.00,083004 123456789,,INTER-BANK CREDIT,"SALARY PLATYPUS PTY LTD",1246.60,Income,,04 Sep 25\n'
        '03 Sep 25,-9.80,083004 123456789,,DEBIT CARD PURCHASE,"MYKI TOPUP",-1873.40,Transport,Myki,04 Sep 25\n',
        [
            ("2025-09-05", "-42.10", "COLES"),
            ("2025-09-04", "3120.00", "SALARY"),
            ("2025-09-03", "-9.80", "MYKI"),
        ],
        encoding="utf-8",
    ),
    Case(
        "westpac",
        "Bank Account,Date,Narrative,Debit Amount,Credit Amount,Balance,Categories,Serial\n"
        "032000123456,22/09/2025,DEBIT CARD PURCHASE WOOLWORTHS 1294 BONDI AUS,63.15,,2210.75,PAYMENT,\n"
        "032000123456,19/09/2025,DEPOSIT ONLINE 2231 RENT SHARE J NGUYEN,,410,2273.90,DEP,\n"
        "032000123456,18/09/2025,WITHDRAWAL-ATM 3412,100,,1863.90,CASH,\n",
        [
            ("2025-09-22", "-63.15", "WOOLWORTHS"),
            ("2025-09-19", "410", "RENT"),
            ("2025-09-18", "-100", "ATM"),
        ],
        encoding="utf-8",
    ),
    Case(
        "up-bank",
        "Time,BSB / Account Number,Transaction Type,Payee,Description,Category,Tags,Subtotal (AUD),Currency,Subtotal (Transaction Currency),Round Up (AUD),Total (AUD),Payment Method,Settled Date\n"
        "2025-09-14T18:22:10+10:00,633123 / 112233445,Purchase,Guzman y Gomez,,Takeaway,,-19.50,AUD,-19.50,-0.50,-20.00,Debit Card,2025-09-15\n"
        "2025-09-13T09:10:00+10:00,633123 / 112233445,Salary,Wombat Works,Wages,,,1980.00,AUD,1980.00,0.00,1980.00,Osko,2025-09-13\n"
        "2025-09-12T07:01:44+10:00,633123 / 112233445,International Purchase,Hetzner,Server,,,-9.10,EUR,-5.40,0.00,-9.10,Debit Card,2025-09-13\n",
        [
            ("2025-09-14|2025-09-15", "-20.00", "Guzman"),
            ("2025-09-13", "1980.00", "Wombat"),
            ("2025-09-12|2025-09-13", "-9.10", "Hetzner"),
        ],
        encoding="utf-8",
    ),
    Case(
        "anz-nz",
        "Type,Details,Particulars,Code,Reference,Amount,Date,ForeignCurrencyAmount,ConversionCharge\n"
        "Visa Purchase,4835-****-****-1204  Df,Countdown,Newtown,,-57.32,21/09/2025,,\n"
        "Direct Credit,Kea Design Ltd,Wages,Sep,,1750.00,18/09/2025,,\n"
        "Automatic Payment,M Tane,Rent,Flat 2,,-420.00,17/09/2025,,\n"
        "Visa Purchase,4835-****-****-1204  Df,Dropbox,,,-21.88,16/09/2025,USD 11.99,0.53\n",
        [
            ("2025-09-21", "-57.32", "Countdown"),
            ("2025-09-18", "1750.00", "Kea"),
            ("2025-09-17", "-420.00", "Tane"),
            ("2025-09-16", "-21.88", "Dropbox"),
        ],
        encoding="utf-8",
    ),
    Case(
        "kiwibank",
        "Account number,Date,Memo/Description,Source Code (payment type),TP ref,TP part,TP code,OP ref,OP part,OP code,OP name,OP Bank Account Number,Amount (credit),Amount (debit),Amount,Balance\n"
        "38-9012-0123456-00,05-09-2025,POS W/D NEW WORLD THORNDON ;,,,,,,,,,,,48.20,-48.20,901.10\n"
        "38-9012-0123456-00,06-09-2025,DIRECT CREDIT TUI LTD ;TUI LTD,DC,,,,,WAGES,,TUI LTD,02-0500-0000001-00,1500.00,,1500.00,2401.10\n"
        "38-9012-0123456-00,16-09-2025,AP#12345 TO SAVINGS ;,,,,,,,,,,,200.00,-200.00,2201.10\n",
        [
            ("2025-09-05", "-48.20", "NEW WORLD"),
            ("2025-09-06", "1500.00", "TUI"),
            ("2025-09-16", "-200.00", "SAVINGS"),
        ],
        encoding="utf-8",
    ),
    Case(
        "aib",
        "Posted Account, Posted Transactions Date, Description1, Description2, Description3, Debit Amount, Credit Amount,Balance,Posted Currency,Transaction Type,Local Currency Amount,Local Currency\n"
        '"93112233","02/09/2025","VDP-TESCO STORES 3","DUBLIN 4","","34.17","","1,220.40","EUR","Debit","34.17","EUR"\n'
        '"93112233","25/09/2025","LIFFEY SYSTEMS","SALARY","",,"2,840.00","4,060.40","EUR","Credit","2,840.00","EUR"\n'
        '"93112233","26/09/2025","VDC-SPOTIFY","","","11.99","","4,048.41","EUR","Debit","11.99","EUR"\n',
        [
            ("2025-09-02", "-34.17", "TESCO"),
            ("2025-09-25", "2840.00", "LIFFEY"),
            ("2025-09-26", "-11.99", "SPOTIFY"),
        ],
        encoding="utf-8",
    ),
    Case(
        "revolut",
        "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance\n"
        "CARD_PAYMENT,Current,2025-09-01 12:14:03,2025-09-02 08:10:11,Lidl,-23.10,0.00,EUR,COMPLETED,476.90\n"
        "TOPUP,Current,2025-09-03 09:00:00,2025-09-03 09:00:05,Apple Pay Top-Up by *1234,100.00,0.00,EUR,COMPLETED,576.90\n"
        "EXCHANGE,Current,2025-09-04 10:00:00,2025-09-04 10:00:00,Exchanged to GBP,-50.00,0.50,EUR,COMPLETED,526.40\n"
        "CARD_PAYMENT,Current,2025-09-05 10:00:00,,Bolt,-7.20,0.00,EUR,REVERTED,\n"
        "ATM,Current,2025-09-06 21:12:00,2025-09-07 03:12:00,Cash withdrawal at BOI,-40.00,1.00,EUR,COMPLETED,485.40\n",
        [
            ("2025-09-02", "-23.10", "Lidl"),
            ("2025-09-03", "100.00", "Top-Up"),
            ("2025-09-04", "-50.50", "GBP"),
            ("2025-09-05", "problem", "Bolt"),
            ("2025-09-07", "-41.00", "BOI"),
        ],
        encoding="utf-8",
    ),
    Case(
        "boursorama",
        "dateOp;dateVal;label;category;categoryParent;supplierFound;amount;comment;accountNum;accountLabel;accountbalance\n"
        '2025-09-15;2025-09-15;"CARTE 13/09/25 CARREFOUR CB*4412";"Alimentation";"Vie quotidienne";"carrefour";-45,67;"";00040123456;"BoursoBank";1 234,56\n'
        '2025-09-12;2025-09-12;"VIR SEPA DURAND CONSEIL";"Salaires";"Revenus";"durand conseil";2 150,00;"";00040123456;"BoursoBank";1 280,23\n'
        '2025-09-10;2025-09-10;"PRLV SEPA FREE MOBILE";"Téléphone";"Abonnements";"free";-19,99;"";00040123456;"BoursoBank";-869,77\n',
        [
            ("2025-09-15", "-45.67", "CARREFOUR"),
            ("2025-09-12", "2150.00", "DURAND"),
            ("2025-09-10", "-19.99", "FREE"),
        ],
        encoding="utf-8-sig",
    ),
    Case(
        "credit-agricole",
        "Téléchargement du 02/10/2025;\n"
        "\n"
        "\n"
        "MME LEROUX CLAIRE\n"
        "Compte de Dépôt carte n° 12345678901;\n"
        "Solde au 02/10/2025 1 543,21 €\n"
        "Liste des opérations du compte entre le 01/09/2025 et le 02/10/2025;\n"
        "\n"
        "Date;Libellé;Débit euros;Crédit euros;\n"
        '30/09/2025;"PAIEMENT PAR CARTE                        \n'
        'X4412 BOULANGERIE ROUX LYON 29/09          ";8,40;;\n'
        '28/09/2025;"VIREMENT EN VOTRE FAVEUR                   \n'
        'SARL PETIT SALAIRE        ";;1 650,00;\n'
        '03/09/2025;"PRELEVEMENT                  \n'
        'EDF          ";74,12;;\n',
        [
            ("2025-09-30", "-8.40", "BOULANGERIE"),
            ("2025-09-28", "1650.00", "PETIT"),
            ("2025-09-03", "-74.12", "EDF"),
        ],
        encoding="iso8859-15",
    ),
    Case(
        "fineco",
        "Conto Corrente: 1234567\n"
        "Intestazione Conto Corrente: BIANCHI MARCO\n"
        "Periodo Dal: 01/09/2025 Al: 30/09/2025\n"
        "\n"
        "RISULTATI RICERCA MOVIMENTI\n"
        "Data_Operazione;Data_Valuta;Entrate;Uscite;Descrizione;Descrizione_Completa;Stato;Moneymap\n"
        "30/09/2025;30/09/2025;;-52,30;PagoBancomat;ESSELUNGA MILANO Carta 1234;Contabilizzato;Alimentari\n"
        "27/09/2025;27/09/2025;1.980,00;;Bonifico SEPA Italia;Ord: VERDI SRL Stipendio;Contabilizzato;Stipendio\n"
        "26/09/2025;26/09/2025;;-1,95;Canone Mensile Conto;Canone Mensile Conto Settembre 2025;Contabilizzato;Spese\n",
        [
            ("2025-09-30", "-52.30", "ESSELUNGA"),
            ("2025-09-27", "1980.00", "VERDI"),
            ("2025-09-26", "-1.95", "Canone"),
        ],
        encoding="utf-8",
    ),
    Case(
        "intesa",
        "Data;Operazione;Dettagli;Conto o carta;Contabilizzazione;Categoria ;Valuta;Importo\n"
        "29/09/2025;Conad Citta Roma;Pagamento Su POS CONAD 28/09 carta n.****1234;Conto 1000/00012345;CONTABILIZZATO;Generi alimentari;EUR;-31,44\n"
        "27/09/2025;Stipendio Rossi Spa;Bonifico disposto da ROSSI SPA;Conto 1000/00012345;CONTABILIZZATO;Stipendi;EUR;1.720,55\n"
        "26/09/2025;Trenitalia;Pagamento;Conto 1000/00012345;NON CONTABILIZZATO;Viaggi;EUR;-22,90\n",
        [
            ("2025-09-29", "-31.44", "Conad"),
            ("2025-09-27", "1720.55", "Rossi"),
            ("2025-09-26", "problem", "Trenitalia"),
        ],
        encoding="utf-8",
    ),
    Case(
        "bbva-es",
        "Últimos movimientos\n"
        "Cuenta: ES91 0182 1234 5602 0123 4567\n"
        "\n"
        "F.Valor;Fecha;Concepto;Movimiento;Importe;Divisa;Disponible;Divisa;Observaciones\n"
        "28/09/2025;29/09/2025;Mercadona valencia;Pago con tarjeta;-38,72;EUR;1.455,10;EUR;4940123412341234\n"
        "26/09/2025;26/09/2025;Nómina;Abono de nómina;1.610,33;EUR;1.493,82;EUR;TALLERES RUIZ SL\n"
        "03/09/2025;03/09/2025;Adeudo iberdrola;Adeudo;-61,09;EUR;-116,51;EUR;\n",
        [
            ("2025-09-29", "-38.72", "Mercadona"),
            ("2025-09-26", "1610.33", "TALLERES"),
            ("2025-09-03", "-61.09", "iberdrola"),
        ],
        encoding="cp1252",
    ),
    Case(
        "caixabank",
        "Concepto;Fecha;Importe;Saldo\n"
        "BIZUM ENVIADO;30/09/2025;-15,00EUR;820,40EUR\n"
        "NOMINA COOP SOL;28/09/2025;+1.340,00EUR;835,40EUR\n"
        "R/ ENDESA;04/09/2025;-47,81EUR;-504,60EUR\n",
        [
            ("2025-09-30", "-15.00", "BIZUM"),
            ("2025-09-28", "1340.00", "NOMINA"),
            ("2025-09-04", "-47.81", "ENDESA"),
        ],
        encoding="utf-8",
    ),
    Case(
        "cgd",
        "Consultar saldos e movimentos à ordem - 02-10-2025\n"
        "\n"
        "Conta ;0123456789012 - EUR - Caixadirecta\n"
        "Data de início ;01-09-2025\n"
        "Data de fim ;30-09-2025\n"
        "\n"
        "Data mov. ;Data valor ;Descrição ;Débito ;Crédito ;Saldo contabilístico ;Saldo disponível ;Categoria ;\n"
        "30-09-2025;29-09-2025;COMPRA 4412 PINGO DOCE ;23,45;;1.102,33;1.102,33;Supermercado ;\n"
        "26-09-2025;26-09-2025;TRF ORDENADO LUSOTEC ;;1.250,00;1.125,78;1.125,78;Ordenado ;\n"
        "12-09-2025;12-09-2025;MB WAY P/ ANA ;10,00;;-124,22;-124,22;Diversos ;\n"
        " ; ; ; ;Saldo contabilístico ;1.102,33 EUR ;\n",
        [
            ("2025-09-30", "-23.45", "PINGO"),
            ("2025-09-26", "1250.00", "ORDENADO"),
            ("2025-09-12", "-10.00", "MB WAY"),
        ],
        encoding="latin-1",
    ),
    Case(
        "ing-pl",
        '"Lista transakcji";;;"ING Bank Śląski S.A. ul. Sokolska 34, 40-086 Katowice www.ing.pl"\n'
        '"Dokument nr 0001_021025"\n'
        '"Wygenerowany dnia: 2025-10-02, 10:11"\n'
        "\n"
        '"Dane Użytkownika:";;"Wybrane rachunki:"\n'
        '"KOWALSKA ANNA, UL. LIPOWA 3";;"Konto Direct (PLN) 12 1050 0000 1000 0090 1234 5678"\n'
        "\n"
        '"Data transakcji";"Data księgowania";"Dane kontrahenta";"Tytuł";"Nr rachunku";"Nazwa banku";"Szczegóły";"Nr transakcji";"Kwota transakcji (waluta rachunku)";"Waluta";"Kwota blokady/zwolnienie blokady";"Waluta";"Kwota płatności w walucie";"Waluta";"Konto";"Saldo po transakcji";"Waluta";;;;\n'
        '2025-09-30;2025-09-30;" BIEDRONKA WARSZAWA ";" Płatność kartą 29.09.2025 ";\'\';;"TR.KART";\'202527312345\';-84,12;PLN;;;;;"Konto Direct";2310,45;PLN;;;;\n'
        '2025-09-26;2025-09-26;" DOM I OGROD SP ZOO ";" WYNAGRODZENIE ";\'11 1020\';;"PRZELEW";\'202526912345\';5200,00;PLN;;;;;"Konto Direct";2394,57;PLN;;;;\n'
        '2025-09-25;;" ORLEN ";" Blokada ";\'\';;"";\'\';;;-120,00;PLN;;;"Konto Direct";;;;;;\n'
        "\n"
        '"Dokument ma charakter informacyjny, nie stanowi dowodu księgowego"\n',
        [
            ("2025-09-30", "-84.12", "BIEDRONKA"),
            ("2025-09-26", "5200.00", "DOM"),
            ("2025-09-25", "problem", "ORLEN"),
        ],
        encoding="cp1250",
    ),
    Case(
        "millennium-pl",
        '"Numer rachunku/karty","Data transakcji","Data rozliczenia","Rodzaj transakcji","Na konto/Z konta","Odbiorca/Zleceniodawca","Opis","Obciążenia","Uznania","Saldo","Waluta"\n'
        '"PL99116022020000000012345678","2025-09-28","2025-09-29","TRANSAKCJA KARTĄ PŁATNICZĄ","","","ZABKA Z1234 KRAKOW","-18.97","","3021.11","PLN"\n'
        '"PL99116022020000000012345678","2025-09-25","2025-09-25","PRZELEW PRZYCHODZĄCY","12 1140","FIRMA XYZ","WYPLATA","","4100.00","3040.08","PLN"\n',
        [("2025-09-28", "-18.97", "ZABKA"), ("2025-09-25", "4100.00", "FIRMA")],
        encoding="utf-8-sig",
    ),
    Case(
        "fio",
        '"accountId";"2300012345"\n'
        '"bankId";"2010"\n'
        '"currency";"CZK"\n'
        '"iban";"CZ6520100000002300012345"\n'
        '"openingBalance";"10500,00"\n'
        '"closingBalance";"37219,50"\n'
        '"dateStart";"01.09.2025"\n'
        '"dateEnd";"30.09.2025"\n'
        "\n"
        '"ID pohybu";"Datum";"Objem";"Měna";"Protiúčet";"Název protiúčtu";"Kód banky";"Název banky";"KS";"VS";"SS";"Uživatelská identifikace";"Zpráva pro příjemce";"Typ";"Provedl";"Upřesnění";"Komentář";"BIC";"ID pokynu"\n'
        '"26100000001";"02.09.2025";"-780,50";"CZK";"";"";"";"";"";"1234";"";"Nákup: ALBERT, PRAHA";"Nákup: ALBERT";"Platba kartou";"Novák, Petr";"";"Nákup: ALBERT";"";"310000001"\n'
        '"26100000002";"12.09.2025";"28000,00";"CZK";"123456789";"STROJE AS";"0100";"Komerční banka";"";"";"";"MZDA";"";"Bezhotovostní příjem";"";"";"";"";""\n'
        '"26100000003";"30.09.2025";"-500,00";"CZK";"";"";"";"";"";"";"";"Výběr z bankomatu";"";"Výběr";"";"";"";"";""\n',
        [
            ("2025-09-02", "-780.50", "ALBERT"),
            ("2025-09-12", "28000.00", "STROJE"),
            ("2025-09-30", "-500.00", "bankomatu"),
        ],
        encoding="utf-8-sig",
    ),
    Case(
        "csob-cz",
        "Pohyby na účtu od 01.09.2025 do 30.09.2025\n"
        "\n"
        "číslo účtu;datum zaúčtování;částka;měna;zůstatek;číslo účtu protistrany;kód banky protistrany;název účtu protistrany;konstantní symbol;variabilní symbol;specifický symbol;označení operace;id transakce;poznámka\n"
        "123456789/0300;30.09.2025;-249,00;CZK;15320,40;;;;;;;Transakce platební kartou;7001;Místo: LIDL BRNO\n"
        "123456789/0300;15.09.2025;31250,00;CZK;15569,40;987654321;0800;DREVO SRO;;;;Příchozí úhrada;7002;výplata\n",
        [("2025-09-30", "-249.00", "LIDL"), ("2025-09-15", "31250.00", "DREVO")],
        encoding="cp1250",
    ),
    Case(
        "bt-ro",
        "Banca Transilvania\n"
        "Extras de cont\n"
        "Client: POPESCU IOANA\n"
        "Numar cont: RO49BTRLRONCRT0123456701\n"
        "Perioada: 01/09/2025 - 30/09/2025\n"
        "\n"
        "Data tranzactie,Data valuta,Descriere,Referinta tranzactiei,Debit,Credit,Sold contabil\n"
        '2025-09-01,2025-09-01,"Plata la POS;KAUFLAND CLUJ;valoare tranzactie: 132.50 RON",001ECIT123,-132.50,,"2,310.20"\n'
        '2025-09-10,2025-09-10,"Incasare OP;SC BRAD SRL;salariu",001INC124,,"4,200.00","6,510.20"\n'
        '2025-09-11,2025-09-11,"Comision administrare",001COM125,-10.00,,"6,500.20"\n',
        [
            ("2025-09-01", "-132.50", "KAUFLAND"),
            ("2025-09-10", "4200.00", "BRAD"),
            ("2025-09-11", "-10.00", "Comision"),
        ],
        encoding="utf-8",
    ),
    Case(
        "seb",
        "Bokföringsdatum;Valutadatum;Verifikationsnummer;Text;Belopp;Saldo\n"
        "2025-09-29;2025-09-29;5484123456;ICA NARA /25-09-27;-214,50;8 310,22\n"
        "2025-09-25;2025-09-25;5490123457;LÖN;28 400,00;8 524,72\n"
        "2025-09-24;2025-09-24;5490123458;46701234567 /Swish;-120,00;-19 875,28\n",
        [
            ("2025-09-29", "-214.50", "ICA"),
            ("2025-09-25", "28400.00", "LÖN"),
            ("2025-09-24", "-120.00", "Swish"),
        ],
        encoding="utf-8-sig",
    ),
    Case(
        "handelsbanken",
        "Kontoutdrag\t\t\t\t\n"
        "\n"
        "Konto\t6123 456 789 Allkonto\n"
        "\n"
        "Reskontradatum\tTransaktionsdatum\tText\tBelopp\tSaldo\n"
        "2025-09-30\t2025-09-29\tCoop Konsum Visby\t-187,40\t12 034,11\n"
        "2025-09-25\t2025-09-25\tLön Gotlandstryck\t26 100,00\t12 221,51\n"
        "Prel\t2025-09-30\tSystembolaget\t-309,00\t\n",
        [
            ("2025-09-30|2025-09-29", "-187.40", "Coop"),
            ("2025-09-25", "26100.00", "Lön"),
            ("2025-09-30", "problem", "Systembolaget"),
        ],
        encoding="latin-1",
    ),
    Case(
        "dnb",
        '"Dato";"Forklaring";"Rentedato";"Ut fra konto";"Inn på konto"\n'
        '"30.09.2025";"Varekjøp Rema 1000 Grünerl Dato 29.09 kl. 17.12";"30.09.2025";"312,40";""\n'
        '"25.09.2025";"Lønn Fra: Fjordkraft Verksted AS";"25.09.2025";"";"31.250,00"\n'
        '"04.09.2025";"Overføring Til: Sparekonto";"04.09.2025";"2.000,00";""\n',
        [
            ("2025-09-30", "-312.40", "Rema"),
            ("2025-09-25", "31250.00", "Lønn"),
            ("2025-09-04", "-2000.00", "Sparekonto"),
        ],
        encoding="latin-1",
    ),
    Case(
        "danske",
        '"Dato";"Kategori";"Underkategori";"Tekst";"Beløb";"Saldo";"Status";"Afstemt"\n'
        '"30.09.2025";"Dagligvarer";"Supermarked";"Netto Aarhus";"-143,25";"9.801,40";"Udført";"Nej"\n'
        '"30.09.2025";"Indkomst";"Løn";"Lønoverførsel Havn ApS";"24.600,00";"9.944,65";"Udført";"Nej"\n'
        '"02.10.2025";"Bolig";"Husleje";"Husleje";"-6.200,00";"";"Venter";"Nej"\n',
        [
            ("2025-09-30", "-143.25", "Netto"),
            ("2025-09-30", "24600.00", "Havn"),
            ("2025-10-02", "problem", "Husleje"),
        ],
        encoding="latin-1",
    ),
    Case(
        "op-fi",
        '"Kirjauspäivä";"Arvopäivä";"Määrä EUROA";"Laji";"Selitys";"Saaja/Maksaja";"Saajan tilinumero";"Saajan pankin BIC";"Viite";"Viesti";"Arkistointitunnus"\n'
        '2025-09-29;2025-09-27;-26,40;162;PKORTTIMAKSU;K-MARKET KALLIO;;;;"Viesti: 412345******1234 OSTOPVM 250927";20250929/5TTL01/000001\n'
        "2025-09-15;2025-09-15;+2310,00;106;TILISIIRTO;SAUNA OY;FI21;OKOYFIHH;;PALKKA;20250915/5TTL01/000002\n",
        [("2025-09-29", "-26.40", "K-MARKET"), ("2025-09-15", "2310.00", "SAUNA")],
        encoding="latin-1",
    ),
    Case(
        "nordea-fi",
        "Kirjauspäivä;Määrä;Maksaja;Maksunsaaja;Nimi;Otsikko;Viitenumero;Saldo;Valuutta;\n"
        "2025/09/30;-14,90;FI12 3456 7890 1234 56;;Elisa;Elisa Oyj;12345;1210,33;EUR;\n"
        "2025/09/15;1990,00;;FI12 3456 7890 1234 56;Palkka;Metsä Oy;;1225,23;EUR;\n",
        [("2025-09-30", "-14.90", "Elisa"), ("2025-09-15", "1990.00", "Metsä")],
        encoding="utf-8-sig",
    ),
    Case(
        "postfinance",
        'Datum von:;="01.09.2025"\n'
        'Datum bis:;="30.09.2025"\n'
        'Buchungsart:;="Alle Buchungen"\n'
        'Konto:;="CH3109000000123456789"\n'
        'Währung:;="CHF"\n'
        "\n"
        "Datum;Bewegungstyp;Avisierungstext;Gutschrift in CHF;Lastschrift in CHF;Label;Kategorie\n"
        '30.09.2025;Buchung;"KAUF/DIENSTLEISTUNG VOM 28.09.2025 KARTEN NR. XXXX1234 COOP-1234 BERN";;-47.85;;Lebensmittel\n'
        '25.09.2025;Gutschrift;"GUTSCHRIFT ABSENDER: UHRWERK AG";5400.00;;;Einkommen\n'
        '02.09.2025;Lastschrift;"LASTSCHRIFT SWISSCOM";;-89;;\n'
        "\n"
        "Disclaimer:\n"
        "Der Dokumentinhalt wurde durch Filtereinstellungen generiert.\n",
        [
            ("2025-09-30", "-47.85", "COOP"),
            ("2025-09-25", "5400.00", "UHRWERK"),
            ("2025-09-02", "-89", "SWISSCOM"),
        ],
        encoding="utf-8-sig",
    ),
    Case(
        "ubs",
        "Kontonummer:;0234 00123456.40;\n"
        "IBAN:;CH08 0023 4234 1234 5640 A;\n"
        "Von:;2025-09-01;\n"
        "Bis:;2025-09-30;\n"
        "Anfangssaldo:;1500.00;\n"
        "Schlusssaldo:;6230.15;\n"
        "Bewertet in:;CHF;\n"
        "Anzahl Transaktionen in diesem Zeitraum:;3;\n"
        "\n"
        "Abschlussdatum;Abschlusszeit;Buchungsdatum;Valutadatum;Währung;Belastung;Gutschrift;Einzelbetrag;Saldo;Transaktions-Nr.;Beschreibung1;Beschreibung2;Beschreibung3;Fussnoten;\n"
        '2025-09-29;14:02:11;2025-09-30;2025-09-30;CHF;-69.85;;;6230.15;9912345AB1234567;"Migros M Zürich";"Zahlung Debitkarte";;;\n'
        ';;2025-09-25;2025-09-25;CHF;;4900.00;;6300.00;9912345AB1234568;"Alpen Treuhand AG";"Gutschrift";;;\n'
        ';;2025-09-03;2025-09-03;CHF;-100.00;;;1400.00;9912345AB1234569;"Bancomat";"Bezug";;;\n',
        [
            ("2025-09-30|2025-09-29", "-69.85", "Migros"),
            ("2025-09-25", "4900.00", "Alpen"),
            ("2025-09-03", "-100.00", "Bancomat"),
        ],
        encoding="utf-8-sig",
    ),
    Case(
        "raiffeisen-at",
        "01.09.2025;POS 14,90 EUR INTERSPAR DANKT 4412 K1 30.08. 17:21;01.09.2025;-14,90;EUR;01.09.2025 03:12:44:123\n"
        "15.09.2025;Gehalt Donau Technik GmbH;15.09.2025;2.345,67;EUR;15.09.2025 02:00:00:001\n"
        "22.09.2025;Wien Energie Abbuchung;22.09.2025;-61,00;EUR;22.09.2025 04:11:11:443\n",
        [
            ("2025-09-01", "-14.90", "INTERSPAR"),
            ("2025-09-15", "2345.67", "Donau"),
            ("2025-09-22", "-61.00", "Wien"),
        ],
        encoding="utf-8-sig",
    ),
    Case(
        "garanti",
        "Tarih;Açıklama;Etiket;Tutar;Bakiye\n"
        "30/09/2025;MIGROS TICARET A.S. ISTANBUL;Market;-1.245,90;8.320,11\n"
        "26/09/2025;MAAS ODEMESI DENIZ LTD;Maaş;42.000,00;9.566,01\n"
        "25/09/2025;IGDAS DOGALGAZ;Fatura;-612,40;-32.433,99\n",
        [
            ("2025-09-30", "-1245.90", "MIGROS"),
            ("2025-09-26", "42000.00", "MAAS"),
            ("2025-09-25", "-612.40", "IGDAS"),
        ],
        encoding="cp1254",
    ),
    Case(
        "fnb",
        "2,62123456789,'MS T MOKOENA','FNB ASPIRE'\n"
        "3,'Statement Number','01 September 2025','30 September 2025'\n"
        "\n"
        "Date, Amount, Balance, Description\n"
        "2025/09/02, -189.90, 4310.10, CHECKERS SIXTY60\n"
        "2025/09/25, 18500.00, 22810.10, SALARY PROTEA MEDIA\n"
        "2025/09/26, -1200.00, 21610.10, DEBIT ORDER DISCOVERY\n",
        [
            ("2025-09-02", "-189.90", "CHECKERS"),
            ("2025-09-25", "18500.00", "SALARY"),
            ("2025-09-26", "-1200.00", "DISCOVERY"),
        ],
        encoding="utf-8",
    ),
    Case(
        "capitec",
        "Nr,Account,Posting Date,Transaction Date,Description,Original Description,Parent Category,Category,Money In,Money Out,Fee,Balance\n"
        "1,1234567890,2025-09-01,2025-08-31,Shoprite Soweto,SHOPRITE SOWETO ZA,Food,Groceries,,-245.50,,1254.50\n"
        "2,1234567890,2025-09-02,2025-09-02,Cash Withdrawal,ATM CASH,Cash,Withdrawal,,-500.00,-10.00,744.50\n"
        "3,1234567890,2025-09-25,2025-09-25,Payment Received,NEDBANK PAY KHUMALO,Income,Salary,9000.00,,,9744.50\n",
        [
            ("2025-09-01", "-245.50", "Shoprite"),
            ("2025-09-02", "-510.00", "Cash"),
            ("2025-09-25", "9000.00", "Received"),
        ],
        encoding="utf-8",
    ),
    Case(
        "mpesa",
        "Receipt No.,Completion Time,Details,Transaction Status,Paid In,Withdrawn,Balance\n"
        'TI30ABC123,2025-09-30 18:22:41,Merchant Payment to 512345 - NAIVAS WESTLANDS,Completed,,"-1,450.00","3,210.55"\n'
        'TI29ABC122,2025-09-29 08:01:02,Funds received from 0722***456 - WANJIKU K,Completed,"3,000.00",,"4,660.55"\n'
        'TI29ABC122,2025-09-28 12:11:00,Customer Transfer of Funds Charge,Completed,,-13.00,"1,660.55"\n',
        [
            ("2025-09-30", "-1450.00", "NAIVAS"),
            ("2025-09-29", "3000.00", "WANJIKU"),
            ("2025-09-28", "-13.00", "Charge"),
        ],
        encoding="utf-8",
    ),
    Case(
        "dbs",
        'Account Details For:,"DBS Savings Plus Account 012-3-456789"\n'
        "Statement as at:,02 Oct 2025\n"
        "Available Balance:,4210.55\n"
        "Ledger Balance:,4210.55\n"
        "\n"
        "Transaction Date,Reference,Debit Amount,Credit Amount,Transaction Ref1,Transaction Ref2,Transaction Ref3\n"
        "\n"
        "30 Sep 2025,POS, 23.80, ,NETS QR FAIRPRICE,TO: HAWKER,\n"
        "25 Sep 2025,GRO, ,4200.00,MERLION PTE LTD,SALARY,\n"
        "03 Sep 2025,ICT,120.00, ,PayNow Transfer,To: LIM AH HUAT,\n",
        [
            ("2025-09-30", "-23.80", "FAIRPRICE"),
            ("2025-09-25", "4200.00", "MERLION"),
            ("2025-09-03", "-120.00", "PayNow"),
        ],
        encoding="utf-8",
    ),
    Case(
        "japan-smbc",
        "年月日,お引出し,お預入れ,お取り扱い内容,残高,メモ,ラベル\n"
        '"2025/9/1",1500,,"カード\u3000セブンイレブン",203400,"",""\n'
        '"2025/9/25",,285000,"給料振込\u3000サクラショウジ",488400,"",""\n'
        '"2025/9/27",68000,,"家賃",420400,"",""\n',
        [
            ("2025-09-01", "-1500", "セブン"),
            ("2025-09-25", "285000", "給料"),
            ("2025-09-27", "-68000", "家賃"),
        ],
        encoding="cp932",
    ),
    Case(
        "nubank",
        "Data,Valor,Identificador,Descrição\n"
        "01/09/2025,-35.90,66d4a1b2-1c1c-4a4a-9c9c-0123456789ab,Compra no débito - PADARIA REAL\n"
        "05/09/2025,3200.00,66d4a1b2-1c1c-4a4a-9c9c-0123456789ac,Transferência recebida pelo Pix - SERRA LTDA\n"
        "28/09/2025,-120.00,66d4a1b2-1c1c-4a4a-9c9c-0123456789ad,Transferência enviada pelo Pix - Joana\n",
        [
            ("2025-09-01", "-35.90", "PADARIA"),
            ("2025-09-05", "3200.00", "SERRA"),
            ("2025-09-28", "-120.00", "Joana"),
        ],
        encoding="utf-8",
    ),
    Case(
        "bbva-mx",
        "Día\tConcepto / Referencia\tcargo\tAbono\tSaldo\n"
        "30/09/2025\tOXXO MADERO / 1234567\t85.50\t\t12,310.20\n"
        "15/09/2025\tPAGO CUENTA DE TERCERO / 9988 NOMINA\t\t9,500.00\t12,395.70\n"
        "02/09/2025\tSPEI ENVIADO BANORTE\t1,200.00\t\t2,895.70\n",
        [
            ("2025-09-30", "-85.50", "OXXO"),
            ("2025-09-15", "9500.00", "NOMINA"),
            ("2025-09-02", "-1200.00", "SPEI"),
        ],
        encoding="utf-16",
    ),
    Case(
        "idfc",
        "CUSTOMER ID :,1234567\n"
        "ACCOUNT NUMBER :,10012345678\n"
        "STATEMENT PERIOD :,01-SEP-2025 TO 30-SEP-2025\n"
        "\n"
        "Transaction Date,Value Date,Particulars,Cheque No.,Debit,Credit,Balance\n"
        '01-Sep-2025,01-Sep-2025,UPI/MOB/512345678901/Blinkit,,"1,245.00",,"23,310.50"\n'
        '05-Sep-2025,05-Sep-2025,NEFT/CMS123/ALPHONSO FOODS,,,"85,000.00","1,08,310.50"\n'
        'Total number of Debits,1,,,"1,245.00",,\n'
        'Total number of Credits,1,,,,"85,000.00",\n',
        [("2025-09-01", "-1245.00", "Blinkit"), ("2025-09-05", "85000.00", "ALPHONSO")],
        encoding="utf-8",
    ),
    Case(
        "amazon-pay",
        "Date,Description,Transaction type,Amount\n"
        '"30 Sep, 2025, 10:21 PM","Paid for order Swiggy Instamart","Debit","- ₹342.00"\n'
        '"28 Sep, 2025, 09:01 AM","Added money to Amazon Pay balance","Credit","+ ₹1,000.00"\n'
        '"27 Sep, 2025, 07:10 PM","Refund for Echo Dot","Credit","+ ₹4,499.00"\n',
        [
            ("2025-09-30", "-342.00", "Swiggy"),
            ("2025-09-28", "1000.00", "Added"),
            ("2025-09-27", "4499.00", "Refund"),
        ],
        encoding="utf-8",
    ),
    Case(
        "zerodha",
        "particulars,posting_date,cost_center,voucher_type,debit,credit,net_balance\n"
        "Opening Balance,,,,0,0,1520.55\n"
        "Funds added using UPI from HDFC0001,2025-09-02,NSE-EQ - Z,Bank Receipts,0,25000,26520.55\n"
        "Net settlement for Equity with settlement number: 2025123,2025-09-03,NSE-EQ - Z,Book Voucher,24310.10,0,2210.45\n"
        "DP Charges for Sale of TATASTEEL,2025-09-04,NSE-EQ - Z,Journal Entry,15.34,0,2195.11\n"
        "Closing Balance,,,,24325.44,25000,2195.11\n",
        [
            ("2025-09-02", "25000", "Funds"),
            ("2025-09-03", "-24310.10", "settlement"),
            ("2025-09-04", "-15.34", "DP"),
        ],
        encoding="utf-8",
    ),
    Case(
        "schwab",
        '"Date","Status","Type","CheckNumber","Description","Withdrawal","Deposit","RunningBalance"\n'
        '"09/30/2025","Posted","VISA","","TRADER JOES #552 OAKLAND","$54.12","","$2,310.44"\n'
        '"09/29/2025","Posted","INTADJUST","","Interest Paid","","$0.31","$2,364.56"\n'
        '"09/15/2025","Posted","CHECK","1042","Check Paid #1042","$1,200.00","","$2,364.25"\n',
        [
            ("2025-09-30", "-54.12", "TRADER"),
            ("2025-09-29", "0.31", "Interest"),
            ("2025-09-15", "-1200.00", "Check"),
        ],
        encoding="utf-8",
    ),
    Case(
        "fidelity",
        "\n"
        "\n"
        "Brokerage\n"
        "\n"
        "Run Date,Account,Account Number,Action,Symbol,Description,Type,Exchange Quantity,Exchange Currency,Quantity,Currency,Price,Exchange Rate,Commission,Fees,Accrued Interest,Amount,Settlement Date\n"
        ' 09/30/2025,"Cash Management","Z12345678"," DIVIDEND RECEIVED FIDELITY GOVERNMENT MONEY MARKET (SPAXX) (Cash)", SPAXX," FIDELITY GOVERNMENT MONEY MARKET",Cash,,,0.000,USD,,,,,,4.12,\n'
        ' 09/29/2025,"Cash Management","Z12345678"," DEBIT CARD PURCHASE SAFEWAY #1234", ," No Description",Cash,,,0.000,USD,,,,,,-61.20,\n'
        ' 09/26/2025,"Cash Management","Z12345678"," DIRECT DEPOSIT ACME PAYROLL", ," No Description",Cash,,,0.000,USD,,,,,,2450.00,\n'
        "\n"
        '"The data and information in this spreadsheet is provided to you solely for your use"\n'
        '"Date downloaded 10/02/2025 9:12 am"\n',
        [
            ("2025-09-30", "4.12", "DIVIDEND"),
            ("2025-09-29", "-61.20", "SAFEWAY"),
            ("2025-09-26", "2450.00", "ACME"),
        ],
        encoding="utf-8-sig",
    ),
    Case(
        "discover",
        "Trans. Date,Post Date,Description,Amount,Category\n"
        '09/28/2025,09/29/2025,"WHOLEFDS AUSTIN TX",45.10,Supermarkets\n'
        "09/15/2025,09/15/2025,INTERNET PAYMENT - THANK YOU,-300.00,Payments and Credits\n"
        '09/03/2025,09/04/2025,"SHELL OIL 1234",38.00,Gasoline\n',
        [
            ("2025-09-28|2025-09-29", "-45.10", "WHOLEFDS"),
            ("2025-09-15", "300.00", "PAYMENT"),
            ("2025-09-03|2025-09-04", "-38.00", "SHELL"),
        ],
        encoding="utf-8",
    ),
    Case(
        "venmo",
        "Account Statement - (@Lena-Ortiz) ,,,,,,,,,,,,,,,,,,\n"
        "Account Activity,,,,,,,,,,,,,,,,,,\n"
        ",ID,Datetime,Type,Status,Note,From,To,Amount (total),Amount (tip),Amount (tax),Amount (fee),Tax Rate,Tax Exempt,Funding Source,Destination,Beginning Balance,Ending Balance,Statement Period Venmo Fees,Terminal Location,Year to Date Venmo Fees,Disclaimer\n"
        ",,,,,,,,,,,,,,,,$120.00,,,,,\n"
        ",4012345678901234567,2025-09-05T19:22:01,Payment,Complete,Pizza night,Lena Ortiz,Sam Reed,- $18.50,,0,,0,,Venmo balance,,,,,Venmo,,\n"
        ",4012345678901234568,2025-09-07T10:01:44,Payment,Complete,Rent share,Kim Hale,Lena Ortiz,+ $400.00,,0,,0,,,Venmo balance,,,,Venmo,,\n"
        ",4012345678901234569,2025-09-08T10:01:44,Standard Transfer,Issued,,,,- $450.00,,0,,,,,Chase,,,,Venmo,,\n"
        ',,,,,,,,,,,,,,,,,$51.50,$0.00,,$0.00,"In case of errors or questions"\n',
        [
            ("2025-09-05", "-18.50", "Pizza"),
            ("2025-09-07", "400.00", "Rent"),
            ("2025-09-08", "-450.00", "Transfer"),
        ],
        encoding="utf-8",
    ),
    Case(
        "cashapp",
        "Transaction ID,Date,Transaction Type,Currency,Amount,Fee,Net Amount,Asset Type,Asset Price,Asset Amount,Status,Notes,Name of sender/receiver,Account\n"
        '"abc12","2025-09-14 18:02:11 EDT","Cash Card Debit","USD","-$12.40","$0","-$12.40","","","","COMPLETED","CHIPOTLE 1234","","Visa Debit 1234"\n'
        '"abc13","2025-09-12 08:00:00 EDT","Received P2P","USD","$60","$0","$60","","","","COMPLETE","lunch","Dana K",""\n'
        '"abc14","2025-09-10 09:11:00 EDT","Cash Out","USD","-$40","-$0.70","-$40.70","","","","COMPLETE","","Dana","Bank"\n',
        [
            ("2025-09-14", "-12.40", "CHIPOTLE"),
            ("2025-09-12", "60", "Dana"),
            ("2025-09-10", "-40.70", "Cash Out"),
        ],
        encoding="utf-8",
    ),
    Case(
        "stripe-payouts",
        "id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Available On (UTC),Description\n"
        "txn_1AbC,charge,ch_1,120.00,3.78,116.22,usd,2025-09-02 10:12,2025-09-04 00:00,Invoice 1001\n"
        "txn_1AbD,payout,po_1,-116.22,0.00,-116.22,usd,2025-09-05 00:10,2025-09-05 00:00,STRIPE PAYOUT\n"
        "txn_1AbE,refund,re_1,-20.00,0.00,-20.00,usd,2025-09-06 12:22,2025-09-06 00:00,REFUND FOR CHARGE\n",
        [
            ("2025-09-02", "116.22", "Invoice"),
            ("2025-09-05", "-116.22", "PAYOUT"),
            ("2025-09-06", "-20.00", "REFUND"),
        ],
        encoding="utf-8",
    ),
    Case(
        "apple-card",
        "Transaction Date,Clearing Date,Description,Merchant,Category,Type,Amount (USD),Purchased By\n"
        '09/28/2025,09/29/2025,"UBER   *TRIP 1455 MARKET ST","Uber Trip","Transportation","Purchase","14.20","Ivy Chen"\n'
        '09/20/2025,09/20/2025,"ACH DEPOSIT INTERNET TRANSFER","Ach Deposit Internet Transfer","Payment","Payment","-250.00","Ivy Chen"\n'
        '09/11/2025,09/12/2025,"TRADER JOES","Trader Joes","Grocery","Purchase","32.99","Ivy Chen"\n',
        [
            ("2025-09-28|2025-09-29", "-14.20", "UBER"),
            ("2025-09-20", "250.00", "DEPOSIT"),
            ("2025-09-11|2025-09-12", "-32.99", "TRADER"),
        ],
        encoding="utf-8",
    ),
    Case(
        "swedbank",
        "* Transaktionsrapport Period 2025-09-01 – 2025-09-30 Skapad 2025-10-02 10:12 CEST\n"
        "Radnummer,Clearingnummer,Kontonummer,Produkt,Valuta,Bokföringsdag,Transaktionsdag,Valutadag,Referens,Beskrivning,Belopp,Bokfört saldo\n"
        '1,81059,9123456789,"Privatkonto",SEK,2025-09-29,2025-09-28,2025-09-29,"WILLYS UMEA","WILLYS UMEA",-412.30,9012.44\n'
        '2,81059,9123456789,"Privatkonto",SEK,2025-09-25,2025-09-25,2025-09-25,"LÖN","Lön NORRSKEN",27100.00,9424.74\n',
        [("2025-09-29|2025-09-28", "-412.30", "WILLYS"), ("2025-09-25", "27100.00", "NORRSKEN")],
        encoding="cp1252",
    ),
    Case(
        "sparebank1",
        "Dato;Beskrivelse;Rentedato;Inn;Ut;Til konto;Fra konto;\n"
        "30.09.2025;KIWI 512 TROMSØ;30.09.2025;;-219,90;;12345678901;\n"
        "26.09.2025;Lønn;26.09.2025;33120,00;;12345678901;98765432109;\n",
        [("2025-09-30", "-219.90", "KIWI"), ("2025-09-26", "33120.00", "Lønn")],
        encoding="utf-8-sig",
    ),
    Case(
        "lansforsakringar",
        '"Kontonummer";"9022-123 45 67"\n'
        '"Bokföringsdatum";"Transaktionsdatum";"Transaktionstyp";"Meddelande";"Belopp"\n'
        '"2025-09-30";"2025-09-29";"Kortköp";"HEMKÖP LUND";"-98,50"\n'
        '"2025-09-25";"2025-09-25";"Insättning";"LÖN SKÅNE AB";"25 600,00"\n',
        [("2025-09-30|2025-09-29", "-98.50", "HEMKÖP"), ("2025-09-25", "25600.00", "SKÅNE")],
        encoding="latin-1",
    ),
    Case(
        "s-pankki",
        "Kirjauspäivä;Maksupäivä;Summa;Tapahtumalaji;Maksaja;Saajan nimi;Saajan tilinumero;Saajan BIC-tunnus;Viitenumero;Viesti;Arkistointitunnus\n"
        "30.9.2025;29.9.2025;-17,20;KORTTIOSTO;VIRTANEN AINO;PRISMA OULU;;;;'5012';20250930AB1\n"
        "15.9.2025;15.9.2025;+2104,77;TILISIIRTO;KAISLA OY;VIRTANEN AINO;FI44;SBANFIHH;;'Palkka';20250915AB2\n",
        [("2025-09-30|2025-09-29", "-17.20", "PRISMA"), ("2025-09-15", "2104.77", "KAISLA")],
        encoding="utf-8-sig",
    ),
    Case(
        "rakuten-card",
        "利用日,利用店名・商品名,利用者,支払方法,利用金額,手数料/利息,支払総額,10月支払金額,11月繰越残高,新規サイン\n"
        "2025/09/03,ヨドバシカメラ,本人,1回払い,12800,0,12800,12800,0,*\n"
        "2025/09/10,ローソン,本人,1回払い,540,0,540,540,0,*\n"
        "2025/09/21,アマゾン返品,本人,1回払い,-2300,0,-2300,-2300,0,*\n",
        [
            ("2025-09-03", "-12800", "ヨドバシ"),
            ("2025-09-10", "-540", "ローソン"),
            ("2025-09-21", "2300", "返品"),
        ],
        encoding="cp932",
    ),
    Case(
        "mufg",
        '"日付","摘要","摘要内容","支払い金額","預かり金額","差引残高","メモ","未資金化区分","入払区分"\n'
        '"2025/9/5","カード","セブンＡＴＭ","10,000","","190,500","","","支払い"\n'
        '"2025/9/25","給与","カ）アオバ","","240,000","430,500","","","預かり"\n'
        '"2025/9/26","電気料","トウデン","7,812","","422,688","","","支払い"\n',
        [
            ("2025-09-05", "-10000", "ＡＴＭ"),
            ("2025-09-25", "240000", "アオバ"),
            ("2025-09-26", "-7812", "トウデン"),
        ],
        encoding="cp932",
    ),
    Case(
        "alipay",
        "支付宝交易记录明细查询\n"
        "账号:[xiao@example.cn]\n"
        "起始日期:[2025-09-01 00:00:00]    终止日期:[2025-09-30 23:59:59]\n"
        "---------------------------------交易记录明细列表------------------------------------\n"
        "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,\n"
        "2025-09-28 12:11:10,餐饮美食,兰州拉面,abc***,堂食,支出,26.50,花呗,交易成功,2025092822001,T200P1,,\n"
        "2025-09-20 09:00:01,转账红包,李雷,li***,转账,收入,300.00,余额,交易成功,2025092022002,,,\n",
        [("2025-09-28", "-26.50", "兰州"), ("2025-09-20", "300.00", "李雷")],
        encoding="gb18030",
    ),
    Case(
        "tinkoff",
        '"Дата операции";"Дата платежа";"Номер карты";"Статус";"Сумма операции";"Валюта операции";"Сумма платежа";"Валюта платежа";"Кэшбэк";"Категория";"MCC";"Описание";"Бонусы (включая кэшбэк)";"Округление на инвесткопилку";"Сумма операции с округлением"\n'
        '"30.09.2025 18:22:01";"30.09.2025";"*1234";"OK";"-845,20";"RUB";"-845,20";"RUB";"";"Супермаркеты";"5411";"Пятёрочка";"8,00";"0,00";"845,20"\n'
        '"25.09.2025 10:00:00";"25.09.2025";"";"OK";"95000,00";"RUB";"95000,00";"RUB";"";"Зарплата";"";"ООО Ромашка";"0,00";"0,00";"95000,00"\n'
        '"24.09.2025 10:00:00";"";"*1234";"FAILED";"-100,00";"RUB";"-100,00";"RUB";"";"Такси";"";"Яндекс Такси";"0,00";"0,00";"100,00"\n',
        [
            ("2025-09-30", "-845.20", "Пятёрочка"),
            ("2025-09-25", "95000.00", "Ромашка"),
            ("2025-09-24", "problem", "Такси"),
        ],
        encoding="cp1251",
    ),
    Case(
        "isbank",
        "Tarih/Saat;Kanal/Şube;İşlem Tutarı*;Bakiye;Ek Bakiye;İşlem;Açıklama\n"
        "30/09/2025-18:12:10;Pos;-312,75;4.120,30;0,00;Alışveriş;ŞOK MARKET ANKARA\n"
        "26/09/2025-09:00:01;Merkez;38.500,00;4.433,05;0,00;Maaş;ÇINAR AŞ MAAŞ\n",
        [("2025-09-30", "-312.75", "ŞOK"), ("2025-09-26", "38500.00", "ÇINAR")],
        encoding="cp1254",
    ),
    Case(
        "hapoalim",
        'תאריך,הפעולה,פרטים,אסמכתא,חובה,זכות,יתרה בש"ח,תאריך ערך\n'
        '30/09/2025,כרטיס אשראי,ויזה כאל,123,"1,245.30",,8120.10,30/09/2025\n'
        '28/09/2025,משכורת,אופק בעמ,456,,"9,800.00",9365.40,28/09/2025\n',
        [("2025-09-30", "-1245.30", "כאל"), ("2025-09-28", "9800.00", "אופק")],
        encoding="utf-8-sig",
    ),
    Case(
        "erste-hr",
        "Datum;Datum valute;Opis plaćanja;Isplata;Uplata;Stanje\n"
        "30.09.2025.;30.09.2025.;KONZUM ZAGREB;25,40;;1.020,15\n"
        "15.09.2025.;15.09.2025.;PLAĆA JADRAN DOO;;1.400,00;1.045,55\n"
        "02.09.2025.;02.09.2025.;HEP STRUJA;61,00;;-354,45\n",
        [
            ("2025-09-30", "-25.40", "KONZUM"),
            ("2025-09-15", "1400.00", "PLAĆA"),
            ("2025-09-02", "-61.00", "HEP"),
        ],
        encoding="cp1250",
    ),
    Case(
        "nbg-gr",
        "Α/Α Συναλλαγής;Ημερομηνία Συναλλαγής;Περιγραφή;Ποσό Συναλλαγής;Νόμισμα;Χρέωση / Πίστωση;Λογιστικό Υπόλοιπο\n"
        "1;30/09/2025;ΣΚΛΑΒΕΝΙΤΗΣ ΑΘΗΝΑ;34,20;EUR;Χρέωση;1.210,00\n"
        "2;26/09/2025;ΜΙΣΘΟΔΟΣΙΑ;1.100,00;EUR;Πίστωση;1.244,20\n"
        "3;25/09/2025;ΔΕΗ;58,10;EUR;Χρέωση;144,20\n",
        [
            ("2025-09-30", "-34.20", "ΣΚΛΑΒ"),
            ("2025-09-26", "1100.00", "ΜΙΣΘ"),
            ("2025-09-25", "-58.10", "ΔΕΗ"),
        ],
        encoding="cp1253",
    ),
    Case(
        "bca-id",
        "No. Rekening,=,1234567890\n"
        "Nama,=,BUDI SANTOSO\n"
        "Periode,=,01/09/2025 - 30/09/2025\n"
        "Kode Mata Uang,=,Rp\n"
        "\n"
        "Tanggal Transaksi,Keterangan,Cabang,Jumlah,,Saldo\n"
        '\'02/09/2025,TRSF E-BANKING DB GOPAY,\'0000,"50,000.00",DB,"1,450,000.00"\n'
        '\'25/09/2025,KR OTOMATIS GAJI PT MAJU,\'0998,"7,500,000.00",CR,"8,950,000.00"\n'
        '\'26/09/2025,BIAYA ADM,\'0000,"15,000.00",DB,"8,935,000.00"\n'
        "\n"
        'Saldo Awal,=,"1,500,000.00"\n'
        'Mutasi Kredit,=,"7,500,000.00"\n',
        [
            ("2025-09-02", "-50000", "GOPAY"),
            ("2025-09-25", "7500000", "GAJI"),
            ("2025-09-26", "-15000", "ADM"),
        ],
        encoding="utf-8",
    ),
    Case(
        "paytm",
        "Date,Activity,Source/Destination,Wallet Txn ID,Comment,Debit,Credit,Transaction Breakup,Status\n"
        '"30/09/2025 18:22:10","Paid for order","Jio Prepaid",44120012,"Order #9812","299.0","","","SUCCESS"\n'
        '"28/09/2025 10:01:44","Money Added","HDFC Bank",44120001,"","","500.0","","SUCCESS"\n'
        '"27/09/2025 10:01:44","Paid to","Ravi Stores",44110001,"","60.0","","","FAILURE"\n',
        [
            ("2025-09-30", "-299.0", "Jio"),
            ("2025-09-28", "500.0", "Added"),
            ("2025-09-27", "problem", "Ravi"),
        ],
        encoding="utf-8",
    ),
    Case(
        "indusind",
        '"INDUSIND BANK LTD"\n'
        '"Account Number","15XXXXXX4321"\n'
        '"S.No.","Date","Type","Description","Debit","Credit","Balance"\n'
        '"1","30 Sep 2025","Transfer Debit","UPI/512345/DR/ZEPTO/YESB","412.00","-","18,210.40"\n'
        '"2","28 Sep 2025","Transfer Credit","IMPS/P2A/5123/KAVERI TRADERS","-","12,500.00","18,622.40"\n'
        '"3","27 Sep 2025","Transfer Debit","ACH D- LIC OF INDIA","2,310.00","-","6,122.40"\n',
        [
            ("2025-09-30", "-412.00", "ZEPTO"),
            ("2025-09-28", "12500.00", "KAVERI"),
            ("2025-09-27", "-2310.00", "LIC"),
        ],
        encoding="utf-8",
    ),
    Case(
        "canara",
        "Current & Saving Account Statement\n"
        "Account Number,XXXXXXX1234\n"
        "Searched By,From 01 Sep 2025 To 30 Sep 2025\n"
        "\n"
        "Txn Date,Value Date,Cheque No.,Description,Branch Code,Debit,Credit,Balance\n"
        '"01-09-2025 11:31:04","01 Sep 2025","","UPI/DR/512/BHARATH/SBIN/**harath@okaxis","33","150.00","","9,850.00"\n'
        '"03-09-2025 10:02:00","03 Sep 2025","","NEFT CR-INDB-TUNGA INFRA","33","","42,000.00","51,850.00"\n',
        [("2025-09-01", "-150.00", "BHARATH"), ("2025-09-03", "42000.00", "TUNGA")],
        encoding="utf-8",
    ),
    Case(
        "amex-uk",
        "Date,Description,Card Member,Account #,Amount,Extended Details,Appears On Your Statement As,Address,Town/City,Postcode,Country,Reference,Category\n"
        '28/09/2025,"PRET A MANGER LONDON",MR O HALE,-31007,7.45,"PRET","PRET A MANGER LONDON","","","","UNITED KINGDOM","\'AT2527\'",Restaurant\n'
        '21/09/2025,"PAYMENT RECEIVED - THANK YOU",MR O HALE,-31007,-320.00,"","PAYMENT RECEIVED - THANK YOU","","","","","\'AT2526\'",\n'
        '14/09/2025,"TFL TRAVEL CH",MR O HALE,-31007,2.80,"TFL","TFL TRAVEL CH","","","","","\'AT2525\'",Travel\n',
        [
            ("2025-09-28", "-7.45", "PRET"),
            ("2025-09-21", "320.00", "PAYMENT"),
            ("2025-09-14", "-2.80", "TFL"),
        ],
        encoding="utf-8",
    ),
    Case(
        "citi",
        "Status,Date,Description,Debit,Credit,Member Name\n"
        'Cleared,09/29/2025,"COSTCO WHSE #0412 FREMONT CA",154.20,,"N OKAFOR"\n'
        'Cleared,09/20/2025,"ONLINE PAYMENT, THANK YOU",,-600.00,"N OKAFOR"\n'
        'Pending,09/30/2025,"ZOOM.US",15.99,,"N OKAFOR"\n',
        [
            ("2025-09-29", "-154.20", "COSTCO"),
            ("2025-09-20", "600.00", "PAYMENT"),
            ("2025-09-30", "problem", "ZOOM"),
        ],
        encoding="utf-8",
    ),
    Case(
        "itau-extrato",
        "Extrato de 01/09/2025 até 30/09/2025\n"
        "Nome;MARINA COSTA\n"
        "Agência/Conta;1234/56789-0\n"
        "\n"
        "Data;Lançamento;Ag./Origem;Valor (R$);Saldos (R$)\n"
        "01/09/2025;SALDO ANTERIOR;;;1.020,10\n"
        "05/09/2025;PIX TRANSF JOAO P05/09;;-150,00;\n"
        "05/09/2025;SISPAG SALARIOS;1234;4.200,00;\n"
        "05/09/2025;SALDO TOTAL DISPONÍVEL DIA;;;5.070,10\n"
        "22/09/2025;RSHOP-DROGASIL;;-48,75;\n"
        "22/09/2025;SALDO TOTAL DISPONÍVEL DIA;;;5.021,35\n",
        [
            ("2025-09-05", "-150.00", "PIX"),
            ("2025-09-05", "4200.00", "SALARIOS"),
            ("2025-09-22", "-48.75", "DROGASIL"),
        ],
        encoding="cp1252",
    ),
]
