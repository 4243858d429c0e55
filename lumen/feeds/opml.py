"""Lists of feeds as other readers write them (OPML 2.0): reading one, and writing one."""

from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from django.utils.translation import gettext as _

from lumen.common.errors import LumenError
from lumen.feeds.models import Feed

MOST_BYTES = 2_000_000


class UnreadableListError(LumenError):
    status, code, title = 422, "unreadable-list", "This list of feeds could not be read"


def read(content: bytes) -> list[tuple[str, str]]:
    """Address and name of each feed in a list, folders opened.

    Raises:
        UnreadableListError: it is no OPML, too large, or names no feed.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    if len(content) > MOST_BYTES:
        raise UnreadableListError(_("A list of feeds may be up to 2 MB. Split it."))
    try:
        root = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise UnreadableListError(
            _("This is not a list of feeds. Export one as OPML from your other reader.")
        ) from error
    found = [
        (str(outline.get("xmlUrl")), outline.get("title") or outline.get("text") or "")
        for outline in root.iter("outline")
        if outline.get("xmlUrl")
    ]
    if root.tag != "opml" or not found:
        raise UnreadableListError(_("This list names no feed. Export one as OPML from your other reader."))
    return found


def write(feeds: "list[Feed]", *, title: str) -> bytes:
    """The feeds as an OPML document."""
    root = Element("opml", version="2.0")
    SubElement(SubElement(root, "head"), "title").text = title
    body = SubElement(root, "body")
    for feed in feeds:
        said = {"type": "rss", "text": str(feed), "title": str(feed), "xmlUrl": feed.url}
        SubElement(body, "outline", said | ({"htmlUrl": feed.site_url} if feed.site_url else {}))
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written
