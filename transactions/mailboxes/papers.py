"""The papers that come with a mail: each attachment that Lumen can read becomes a document."""

from django.core.files.base import ContentFile

from documents import services as documents
from documents.models import Document
from lumen.common.crypto import decrypt
from transactions.models import RawItem
from transactions.parsing.mail import Attachment, Mail, open_mail

SMALLEST_PICTURE = 15_000  # bytes; logos and spacers are smaller
MOST = 20
FOLDER = "Mail"
_SIGNS = (b"application/pdf", b"disposition: attachment", b".pdf", b"image/")


def may_hold_papers(raw: bytes) -> bool:
    """Whether it is worth looking for papers in a mail; cheap, and wrong only in saying yes."""
    start = raw.lower()
    return any(sign in start for sign in _SIGNS)


def keep_papers(*, item_id: str) -> int:
    """Take the papers of a stored mail in, and return how many were new. A second time finds them known.

    A paper that somebody has put into the bin stays there.
    """
    item = RawItem.objects.select_related("workspace", "source").filter(pk=item_id).first()
    if item is None:
        return 0
    mail = open_mail(decrypt(item.body))
    papers = [paper for paper in mail.attachments if _is_paper(paper)]
    return sum(_keep(item, mail, number, paper) for number, paper in enumerate(papers[:MOST], start=1))


def _is_paper(paper: Attachment) -> bool:
    is_picture = paper.content_type.startswith("image/")
    return not is_picture or len(paper.content) >= SMALLEST_PICTURE


def _keep(item: RawItem, mail: Mail, number: int, paper: Attachment) -> bool:
    name = paper.name or f"attachment-{number}.{paper.content_type.rpartition('/')[2]}"
    try:
        stored = documents.store_upload(
            workspace=item.workspace,
            actor=None,
            file=ContentFile(paper.content, name=name),
            name=name,
            source=Document.Source.MAIL,
            folder=f"{FOLDER}/{(mail.display_name or mail.address or 'unknown').replace('/', ' ')}",
        )
    except documents.RefusedUploadError:  # no paper, or no room for it: the mail itself is kept
        return False
    return stored.is_new
