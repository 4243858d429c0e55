"""Statement files of any length, written on the fly in the formats banks give."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

SHOPS = ["BLUE TOKAI", "METRO CARD", "SWIGGY", "RENT OFFICE", "DAILY MART", "POWER BOARD", "NETFLIX", "UBER"]
_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_WORKBOOK = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_SHEETS}" xmlns:r="{_OFFICE}">'
        '<sheets><sheet name="Statement" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}
Movement = tuple[date, Decimal, str, str]


def movements(rows: int, today: date, *, offset: int = 0) -> Iterator[Movement]:
    """Different payments over two years, oldest first: day, signed amount, words, reference."""
    for number in range(rows):
        day = today - timedelta(days=700 - number * 700 // rows)
        amount = Decimal(-(100 + (number * 7919 + offset) % 99_700)) / 100
        shop = SHOPS[number % len(SHOPS)]
        yield (
            day,
            amount if number % 40 else -amount * 50,
            f"UPI-{shop} {number % 311}",
            f"{offset + number:012}",
        )


def as_csv(rows: int, today: date, *, offset: int = 0) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        ["Date", "Narration", "Chq./Ref.No.", "Withdrawal Amt.", "Deposit Amt.", "Closing Balance"]
    )
    balance = Decimal(500_000)
    for day, amount, words, reference in movements(rows, today, offset=offset):
        balance += amount
        sides = (f"{-amount}", "") if amount < 0 else ("", f"{amount}")
        writer.writerow([day.strftime("%d/%m/%Y"), words, reference, *sides, balance])
    return out.getvalue().encode()


def as_xlsx(rows: int, today: date) -> bytes:
    """The smallest workbook there is: one sheet with its texts in the cells."""
    lines = [("Date", "Description", "Reference", "Amount")]
    lines += [
        (day.isoformat(), words, f"R{ref}", f"{amount}") for day, amount, words, ref in movements(rows, today)
    ]
    sheet = "".join(_row(number, line) for number, line in enumerate(lines, start=1))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in _WORKBOOK.items():
            book.writestr(name, content)
        body = f'<worksheet xmlns="{_SHEETS}"><sheetData>{sheet}</sheetData></worksheet>'
        book.writestr("xl/worksheets/sheet1.xml", body)
    return out.getvalue()


def _row(number: int, line: tuple[str, ...]) -> str:
    cells = "".join(_cell(column, number, text) for column, text in zip("ABCD", line, strict=True))
    return f'<row r="{number}">{cells}</row>'


def _cell(column: str, row: int, text: str) -> str:
    return f'<c r="{column}{row}" t="inlineStr"><is><t>{text}</t></is></c>'


def as_ofx(rows: int, today: date) -> bytes:
    head = (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n<OFX><BANKMSGSRSV1>"
        "<STMTTRNRS><STMTRS><CURDEF>INR<BANKACCTFROM><BANKID>BENCH<ACCTID>000044170001<ACCTTYPE>SAVINGS"
        "</BANKACCTFROM><BANKTRANLIST>\n"
    )
    body = "".join(
        f"<STMTTRN><TRNTYPE>OTHER<DTPOSTED>{day:%Y%m%d}<TRNAMT>{amount}<FITID>F{reference}<NAME>{words}</STMTTRN>\n"
        for day, amount, words, reference in movements(rows, today)
    )
    return f"{head}{body}</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n".encode()


def as_qif(rows: int, today: date) -> bytes:
    body = "".join(
        f"D{day:%d/%m/%Y}\nT{amount}\nP{words}\nN{reference}\n^\n"
        for day, amount, words, reference in movements(rows, today)
    )
    return f"!Type:Bank\n{body}".encode()


def as_camt(rows: int, today: date) -> bytes:
    entries = "".join(
        f'<Ntry><Amt Ccy="INR">{abs(amount)}</Amt><CdtDbtInd>{"DBIT" if amount < 0 else "CRDT"}</CdtDbtInd>'
        f"<Sts>BOOK</Sts><BookgDt><Dt>{day.isoformat()}</Dt></BookgDt><AcctSvcrRef>C{reference}</AcctSvcrRef>"
        f"<NtryDtls><TxDtls><RmtInf><Ustrd>{words}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n"
        for day, amount, words, reference in movements(rows, today)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">'
        "<BkToCstmrStmt><Stmt><Id>1</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>INR</Ccy></Acct>\n"
        f"{entries}</Stmt></BkToCstmrStmt></Document>\n"
    ).encode()


def as_mt940(rows: int, today: date) -> bytes:
    lines = "".join(_swift(movement) for movement in movements(rows, today))
    first = today - timedelta(days=700)
    return (
        f":20:BENCH\n:25:BENCH/000044170009\n:28C:1/1\n:60F:C{first:%y%m%d}INR500000,00\n{lines}"
        f":62F:C{today:%y%m%d}INR500000,00\n-\n"
    ).encode()


def _swift(movement: Movement) -> str:
    day, amount, words, reference = movement
    value = f"{abs(amount):.2f}".replace(".", ",")
    return f":61:{day:%y%m%d}{'D' if amount < 0 else 'C'}{value}NTRF{reference}\n:86:{words}\n"


FORMATS: dict[str, tuple[str, Callable[[int, date], bytes]]] = {
    "csv": ("statement.csv", as_csv),
    "xlsx": ("statement.xlsx", as_xlsx),
    "ofx": ("statement.ofx", as_ofx),
    "qif": ("statement.qif", as_qif),
    "camt": ("statement.xml", as_camt),
    "mt940": ("statement.sta", as_mt940),
}
