"""PDF statements drawn the way banks print them, with invented people."""
# ruff: noqa

import io
from decimal import Decimal

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas


def draw(pages, size=8):
    out = io.BytesIO()
    c = Canvas(out, pagesize=A4)
    for p in pages:
        c.setFont("Helvetica", size)
        for y, items in p:
            for it in items:
                x, t = it[0], it[1]
                side = it[2] if len(it) > 2 else "l"
                {"l": c.drawString, "r": c.drawRightString, "c": c.drawCentredString}[side](x, 800 - y, t)
        c.showPage()
    c.save()
    return out.getvalue()


# 1 text centred around date line (ICICI/Axis detailed style): description lines at -5,+5 around the row line
def centred():
    L = [
        (0, [(40, "Axis Bank")]),
        (
            12,
            [
                (
                    40,
                    "Statement of Account No :917010044556677 for the period (From : 01-09-2025 To : 30-09-2025)",
                )
            ],
        ),
        (
            40,
            [
                (40, "Tran Date"),
                (100, "Chq No"),
                (150, "Particulars"),
                (400, "Debit", "r"),
                (470, "Credit", "r"),
                (545, "Balance", "r"),
            ],
        ),
        (54, [(150, "OPENING BALANCE"), (545, "10,000.00", "r")]),
    ]
    y = 80
    for d, a, b, deb, cr, bal in [
        (
            "01-09-2025",
            "UPI/P2M/512345678901/ANNAPURNA",
            "SWEETS/Payment/AXIS BANK",
            "450.00",
            "",
            "9,550.00",
        ),
        ("05-09-2025", "NEFT/CITIN25/SAMUDRA EXPORTS", "PVT LTD/SALARY SEP", "", "61,200.00", "70,750.00"),
        ("09-09-2025", "ACH-DR-BAJAJ FINANCE", "LTD/EMI 00412", "4,310.00", "", "66,440.00"),
    ]:
        L += [
            (y - 5, [(150, a)]),
            (
                y,
                [(40, d)]
                + ([(400, deb, "r")] if deb else [])
                + ([(470, cr, "r")] if cr else [])
                + [(545, bal, "r")],
            ),
            (y + 5, [(150, b)]),
        ]
        y += 26
    L += [
        (y, [(150, "TRANSACTION TOTAL"), (400, "4,760.00", "r"), (470, "61,200.00", "r")]),
        (y + 14, [(150, "CLOSING BALANCE"), (545, "66,440.00", "r")]),
    ]
    return draw([L]), [
        ("2025-09-01", "-450.00", "SWEETS"),
        ("2025-09-05", "61200.00", "SAMUDRA"),
        ("2025-09-09", "-4310.00", "BAJAJ"),
    ]


def touching():
    L = [
        (0, [(40, "Kotak Mahindra Bank  Account No. 4412009981")]),
        (
            30,
            [
                (40, "Date"),
                (62, "Narration"),
                (100, "Chq/Ref No"),
                (300, "Withdrawal(Dr)"),
                (356, "Deposit(Cr)"),
                (402, "Balance"),
            ],
        ),
    ]
    L[1] = (
        30,
        [
            (40, "Date"),
            (100, "Narration"),
            (260, "Chq/Ref No."),
            (352, "Withdrawal (Dr)", "r"),
            (400, "Deposit (Cr)", "r"),
            (450, "Balance", "r"),
        ],
    )
    y = 44
    for d, n, r, w, dep, b in [
        ("02-09-2025", "UPI/KIRAN FRUITS/5123", "UPI-52410", "120.00", "", "4,880.00(Cr)"),
        ("03-09-2025", "NEFT HARBOUR TECH", "NEFT-991", "", "40,000.00", "44,880.00(Cr)"),
        ("07-09-2025", "PCD/4412/DMART", "PCD-1", "2,210.50", "", "42,669.50(Cr)"),
    ]:
        L.append(
            (
                y,
                [(40, d), (100, n), (260, r)]
                + ([(352, w, "r")] if w else [])
                + ([(400, dep, "r")] if dep else [])
                + [(450, b, "r")],
            )
        )
        y += 12
    return draw([L]), [
        ("2025-09-02", "-120.00", "KIRAN"),
        ("2025-09-03", "40000.00", "HARBOUR"),
        ("2025-09-07", "-2210.50", "DMART"),
    ]


def sections():
    L = [
        (0, [(40, "Bank of America, N.A.")]),
        (
            12,
            [
                (
                    40,
                    "Your Adv Plus Banking  for September 3, 2025 to October 2, 2025   Account number: 0044 1122 3344",
                )
            ],
        ),
        (30, [(40, "Account summary")]),
        (42, [(40, "Beginning balance on September 3, 2025"), (300, "$1,204.55", "r")]),
        (54, [(40, "Deposits and other additions"), (300, "2,450.00", "r")]),
        (66, [(40, "Withdrawals and other subtractions"), (300, "-1,312.25", "r")]),
        (78, [(40, "Ending balance on October 2, 2025"), (300, "$2,342.30", "r")]),
        (100, [(40, "Deposits and other additions")]),
        (114, [(40, "Date"), (100, "Description"), (540, "Amount", "r")]),
        (128, [(40, "09/15/25"), (100, "QUARRY SOFT DES:PAYROLL ID:1234"), (540, "2,400.00", "r")]),
        (140, [(40, "09/20/25"), (100, "Zelle payment from DANA K"), (540, "50.00", "r")]),
        (154, [(40, "Total deposits and other additions"), (540, "$2,450.00", "r")]),
        (180, [(40, "Withdrawals and other subtractions")]),
        (194, [(40, "Date"), (100, "Description"), (540, "Amount", "r")]),
        (208, [(40, "09/05/25"), (100, "CHECKCARD 0904 KROGER #512"), (540, "112.25", "r")]),
        (220, [(40, "09/06/25"), (100, "OAKWOOD APTS RENT"), (540, "1,200.00", "r")]),
        (234, [(40, "Total withdrawals and other subtractions"), (540, "$1,312.25", "r")]),
    ]
    return draw([L]), [
        ("2025-09-15", "2400.00", "QUARRY"),
        ("2025-09-20", "50.00", "Zelle"),
        ("2025-09-05", "-112.25", "KROGER"),
        ("2025-09-06", "-1200.00", "OAKWOOD"),
    ]


def totals():
    L = [
        (0, [(40, "Banco Claro  Extracto de cuenta ES91 0182 1234 5602 0123 4567")]),
        (12, [(40, "Saldo inicial: 1.000,00 EUR")]),
        (24, [(40, "Saldo final: 2.154,30 EUR")]),
        (44, [(40, "Fecha"), (110, "Concepto"), (540, "Importe", "r")]),
        (58, [(40, "02/09/2025"), (110, "COMPRA MERCADONA"), (540, "-45,70", "r")]),
        (70, [(40, "25/09/2025"), (110, "NOMINA VIENTO SL"), (540, "1.300,00", "r")]),
        (82, [(40, "28/09/2025"), (110, "RECIBO ENDESA"), (540, "-100,00", "r")]),
    ]
    return draw([L]), [
        ("2025-09-02", "-45.70", "MERCADONA"),
        ("2025-09-25", "1300.00", "NOMINA"),
        ("2025-09-28", "-100.00", "ENDESA"),
    ]


def twoline():
    L = [
        (0, [(40, "HSBC UK  Account 40-11-22 31234567  1 September to 30 September 2025")]),
        (
            30,
            [
                (40, "Date"),
                (110, "Payment type and details"),
                (390, "Paid out", "r"),
                (460, "Paid in", "r"),
                (540, "Balance", "r"),
            ],
        ),
        (44, [(40, "31 Aug 25"), (110, "BALANCE BROUGHT FORWARD"), (540, "500.00", "r")]),
        (58, [(40, "02 Sep"), (110, "VIS"), (140, "SAINSBURYS")]),
        (68, [(40, "2025"), (140, "LONDON"), (390, "32.10", "r"), (540, "467.90", "r")]),
        (80, [(40, "15 Sep"), (110, "CR"), (140, "LANTERN BOOKS LTD")]),
        (90, [(40, "2025"), (140, "SALARY"), (460, "1,900.00", "r"), (540, "2,367.90", "r")]),
        (102, [(40, "20 Sep"), (110, "DD"), (140, "THAMES WATER")]),
        (112, [(40, "2025"), (140, "REF 123"), (390, "41.00", "r"), (540, "2,326.90", "r")]),
        (126, [(40, "30 Sep 25"), (110, "BALANCE CARRIED FORWARD"), (540, "2,326.90", "r")]),
    ]
    return draw([L]), [
        ("2025-09-02", "-32.10", "SAINSBURYS"),
        ("2025-09-15", "1900.00", "LANTERN"),
        ("2025-09-20", "-41.00", "THAMES"),
    ]


def crdr():
    L = [
        (0, [(40, "Federal Bank  Statement of account 10230100123456  01-SEP-2025 to 30-SEP-2025")]),
        (
            30,
            [(40, "Date"), (110, "Particulars"), (400, "Amount", "r"), (430, "Cr/Dr"), (540, "Balance", "r")],
        ),
    ]
    y = 44
    for d, n, a, f, b in [
        ("01-SEP-2025", "UPI OUT/5123/MALABAR SPICES", "310.00", "DR", "4,690.00"),
        ("04-SEP-2025", "IMPS IN/5124/PEARL DIVERS", "12,000.00", "CR", "16,690.00"),
        ("19-SEP-2025", "ATM CASH KOCHI", "3,000.00", "DR", "13,690.00"),
    ]:
        L.append((y, [(40, d), (110, n), (400, a, "r"), (440, f, "r"), (520, b, "r"), (540, "CR", "r")]))
        y += 12
    return draw([L]), [
        ("2025-09-01", "-310.00", "MALABAR"),
        ("2025-09-04", "12000.00", "PEARL"),
        ("2025-09-19", "-3000.00", "ATM"),
    ]


def repeated():
    pages = []
    rows = []
    bal = Decimal("5000.00")
    n = 0
    for p in range(3):
        L = [
            (0, [(40, "Bank of Baroda"), (540, f"Page {p + 1} of 3", "r")]),
            (12, [(40, "A/C No: 03480100098765   IFSC: BARB0KHARXX")]),
            (
                34,
                [
                    (40, "S.No"),
                    (70, "Date"),
                    (130, "Description"),
                    (400, "Debit", "r"),
                    (470, "Credit", "r"),
                    (545, "Balance", "r"),
                ],
            ),
        ]
        y = 48
        if p:
            L.append((y, [(130, "Brought Forward"), (545, f"{bal:,.2f}", "r")]))
            y += 12
        for k in range(6):
            n += 1
            a = Decimal(100 + n * 7)
            out = n % 4 != 0
            bal += -a if out else a
            L.append(
                (
                    y,
                    [(40, str(n)), (70, f"{n:02d}-09-2025"), (130, f"UPI/{5000 + n}/SHOP{n}")]
                    + ([(400, f"{a:,.2f}", "r")] if out else [(470, f"{a:,.2f}", "r")])
                    + [(545, f"{bal:,.2f} Cr", "r")],
                )
            )
            rows.append((f"2025-09-{n:02d}", str(-a if out else a), f"SHOP{n}"))
            y += 12
        L += [
            (y, [(130, "Carried Forward"), (545, f"{bal:,.2f}", "r")]),
            (
                700,
                [
                    (
                        40,
                        "This is a computer generated statement and does not require signature. 1800 258 44 55",
                    )
                ],
            ),
            (712, [(40, "Deposits are insured by DICGC up to Rs 5,00,000.00")]),
        ]
        pages.append(L)
    return draw(pages), rows


def card():
    L = [
        (0, [(40, "Credit Card Statement")]),
        (
            12,
            [
                (
                    40,
                    "Card Number: 4315 XXXX XXXX 7009   Statement Date: 18/09/2025   Payment Due Date: 07/10/2025",
                )
            ],
        ),
        (
            30,
            [
                (40, "Previous Balance"),
                (180, "Payments / Credits"),
                (320, "Purchases / Debits"),
                (480, "Total Amount Due"),
            ],
        ),
        (42, [(40, "12,410.00"), (180, "12,909.00"), (320, "4,829.00"), (480, "4,330.00")]),
        (64, [(40, "Date"), (120, "Transaction Details"), (540, "Amount (in Rs.)", "r")]),
        (76, [(40, "Transactions for ASHA MENON")]),
        (88, [(40, "22/08/2025"), (120, "NYKAA E RETAIL MUMBAI IN"), (540, "1,830.00", "r")]),
        (
            100,
            [
                (40, "05/09/2025"),
                (120, "NETBANKING TRANSFER PAYMENT RECEIVED"),
                (520, "12,410.00", "r"),
                (540, "CR", "r"),
            ],
        ),
        (112, [(40, "09/09/2025"), (120, "INDIGO AIRLINES GURGAON IN"), (540, "2,999.00", "r")]),
        (124, [(40, "11/09/2025"), (120, "NYKAA REFUND"), (520, "499.00", "r"), (540, "CR", "r")]),
    ]
    return draw([L]), [
        ("2025-08-22", "-1830.00", "NYKAA"),
        ("2025-09-05", "12410.00", "PAYMENT"),
        ("2025-09-09", "-2999.00", "INDIGO"),
        ("2025-09-11", "499.00", "REFUND"),
    ]


PRINTED = {
    "centred": centred,
    "touching": touching,
    "sections": sections,
    "totals": totals,
    "twoline": twoline,
    "crdr": crdr,
    "repeated": repeated,
    "card": card,
}
