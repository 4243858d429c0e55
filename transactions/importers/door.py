"""The one door: any statement file in, its accounts and rows out."""

from transactions.importers import archive, camt, markup, mt940, ofx, pdf, qif, tables, workbook
from transactions.importers.formats import Asked, Format, Statement
from transactions.importers.text import UnreadableFileError


def read_statement(content: bytes, asked: Asked) -> Statement:
    """Read a statement file of any kind; what kind it is, is seen from its content.

    Raises:
        UnreadableFileError: it is no statement; the sentence says what to do.
    """
    if not content.strip():
        raise UnreadableFileError("This file is empty. Choose a statement with at least one payment in it.")
    chosen = next(one for one in FORMATS if one.detects(content, asked.filename))
    return chosen.read(content, asked)


def _read_archive(content: bytes, asked: Asked) -> Statement:
    return archive.read(content, asked, read_statement)


def _anything(_content: bytes, _filename: str) -> bool:
    return True


# The first that detects the content reads it; delimited text stands last and takes what is left.
FORMATS: tuple[Format, ...] = (
    Format("workbook", workbook.detects, workbook.read),
    Format("pdf", pdf.detects, pdf.read),
    Format("zip", archive.detects, _read_archive),
    Format("ofx", ofx.detects, ofx.read),
    Format("mt940", mt940.detects, mt940.read),
    Format("html", markup.detects, markup.read),
    Format("camt", camt.detects, camt.read),
    Format("qif", qif.detects, qif.read),
    Format("csv", _anything, tables.read_delimited),
)
