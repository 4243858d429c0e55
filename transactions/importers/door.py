"""The one door: any statement file in, its accounts and rows out."""

from transactions.importers.formats import Asked, Format, Section, Statement
from transactions.importers.statement import open_statement, read_rows
from transactions.importers.text import UnreadableFileError, read_sheet


def read_statement(content: bytes, asked: Asked) -> Statement:
    """Read a statement file of any kind; what kind it is, is seen from its content.

    Raises:
        UnreadableFileError: it is no statement; the sentence says what to do.
    """
    if not content.strip():
        raise UnreadableFileError("This file is empty. Choose a statement with at least one payment in it.")
    chosen = next(one for one in FORMATS if one.detects(content, asked.filename))
    return chosen.read(content, asked)


def _anything(_content: bytes, _filename: str) -> bool:
    return True


def _read_delimited(content: bytes, asked: Asked) -> Statement:
    if asked.layout is None:
        sheet, layout = open_statement(content)
    else:
        sheet, layout = read_sheet(content), asked.layout
    return Statement(
        format="tsv" if sheet.delimiter == "\t" else "csv",
        encoding=sheet.encoding,
        delimiter=sheet.delimiter,
        sections=(Section(institution=layout.institution, last4=layout.last4),),
        rows=read_rows(sheet, layout, today=asked.today, currency=asked.currency),
        layout=layout,
    )


# The first that detects the content reads it; delimited text stands last and takes what is left.
FORMATS: tuple[Format, ...] = (Format("csv", _anything, _read_delimited),)
