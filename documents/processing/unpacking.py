"""Files that come inside others: those of a zip, and the attachments of a mail. Each becomes a document."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile

from documents import passwords, services
from documents.models import Document, ProcessingRun
from documents.pipeline import archive, sniff
from documents.pipeline.parsed import UnreadableDocumentError
from documents.pipeline.parsers import mail, mails
from documents.processing import states
from documents.processing.states import Status

MOST_ATTACHMENTS = 500  # of a mail or a mailbox
MOST_NAMED = 20
ARCHIVE, EML, MBOX = "application/zip", "message/rfc822", "application/mbox"
Source = Document.Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    """One file inside another."""

    name: str
    content: bytes
    folder: str = ""
    problem: str = ""


@dataclass(slots=True)
class Taken:
    """What became of the files inside a document."""

    new: list[UUID]
    refused: list[str]
    count: int = 0


def unpack_archive(document: Document, run: ProcessingRun, *, queue: bool) -> Taken:
    """Take every file of a zip in. What is here already is passed over, so a second time does no harm."""
    folder = f"{document.folder}/{PurePosixPath(document.filename).stem}".strip("/")
    with services.open_file(document) as file:
        members = archive.members(file, password=passwords.password_of(document))
        inner = (
            Inner(name=one.name, content=one.content, folder=one.folder, problem=one.problem)
            for one in members
        )
        return _take_all(
            document, run, inner, folder=folder, source=Source.ARCHIVE, queue=queue,
        )  # fmt: skip


def take_attachments(document: Document, run: ProcessingRun, *, queue: bool) -> Taken:
    """Take the papers in that came with a mail."""
    folder = f"{document.folder}/{document.title or document.filename}".strip("/")
    found = mails.attachments_of if document.content_type == MBOX else mail.attachments_of
    with services.open_file(document) as file:
        papers = _papers(found(file.read()))
        return _take_all(document, run, papers, folder=folder, source=Source.MAIL, queue=queue)


def _take_all(
    document: Document, run: ProcessingRun, inner: Iterable[Inner], *, folder: str, source: str, queue: bool
) -> Taken:
    taken = Taken(new=[], refused=[])
    for one in inner:
        taken.count += 1
        document.status, document.step = Status.EXTRACTING, f"file {taken.count}: {one.name}"[:200]
        states.beat(document, run)
        if one.problem:
            taken.refused.append(one.problem)
            continue
        try:
            stored = services.store_upload(
                workspace=document.workspace,
                actor=document.uploaded_by,
                file=ContentFile(one.content, name=one.name),
                name=one.name,
                source=source,
                folder=f"{folder}/{one.folder}".strip("/"),
                queue=queue,
            )
        except services.RefusedUploadError as error:
            taken.refused.append(error.detail)
            continue
        if stored.is_new:
            taken.new.append(stored.document.pk)
    return taken


def refusal_of(taken: Taken) -> str:
    """The sentence for a zip of which something was refused."""
    named = " ".join(taken.refused[:MOST_NAMED])
    return f"{taken.count - len(taken.refused)} of {taken.count} files were taken in. {named}"


def _papers(attachments: Iterable[mail.Attachment]) -> Iterator[Inner]:
    for one in islice(attachments, MOST_ATTACHMENTS):
        if len(one.content) <= settings.DOCUMENT_MAX_BYTES and _is_paper(one.content, one.name):
            yield Inner(name=one.name, content=one.content)


def _is_paper(content: bytes, name: str) -> bool:
    """Whether it is a kind Lumen reads; signatures, calendars and the like are left in the mail."""
    try:
        return sniff.sniff(content, name) != EML
    except UnreadableDocumentError:
        return False
