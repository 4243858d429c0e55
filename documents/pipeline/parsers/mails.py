"""MBOX: a mail starts a page."""

import re
from collections.abc import Iterator
from email import message_from_bytes

from documents.pipeline.parsed import Line
from documents.pipeline.parsers import mail
from documents.pipeline.parsers.base import Paper

MAX_MAILS = 5_000
_START = re.compile(rb"^From [^\r\n]*\r?\n(?=[!-9;-~]+:)", re.MULTILINE)
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def read(content: bytes) -> Paper:
    """A mailbox, mail by mail, each under its subject."""
    paper = Paper(sections=[])
    for number, one in enumerate(messages(content)):
        if number == MAX_MAILS:
            paper.warnings.append(
                f"This mailbox is very large; only its first {MAX_MAILS:,} mails were read."
            )
            break
        message = message_from_bytes(one)
        subject = Line(text=mail.header(message, "Subject"), is_heading=True, starts_paragraph=True)
        paper.sections.append([subject, *mail.lines_of(message)])
    return paper


def messages(content: bytes) -> Iterator[bytes]:
    """The mails of a mailbox as they were before lines beginning with "From " were marked."""
    starts = [(found.start(), found.end()) for found in _START.finditer(content)]
    ends = [start for start, _ in starts[1:]] + [len(content)]
    for (_, start), end in zip(starts, ends, strict=True):
        yield _QUOTED.sub(rb"\1", content[start:end])


def attachments_of(content: bytes) -> Iterator[mail.Attachment]:
    """The files that came with the mails."""
    for one in messages(content):
        yield from mail.attachments_of(one)
