"""How answers are written into the page."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from chat.presenting import MessageShown
from lumen.common.money import group_digits

register = template.Library()
_MARK = re.compile(r"\[(\d{1,2})\]")
_MARK_OR_ADDRESS = re.compile(r"\[(\d{1,2})\]|https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
_HEADLINES = frozenset(("news", "my_feeds"))
_SECOND = 1_000
_BULLET = re.compile(r"^\s*[-•*]\s+")


@register.filter
def said(shown: MessageShown, text: str | None = None) -> SafeString:
    """Paragraphs and lists of escaped text, with citation marks as links to their passages.

    `text` is one part of a message that answers several questions; the whole without it.
    """
    urls = {source.number: source.url for source in shown.sources}
    blocks = re.split(r"\n\s*\n", (shown.text if text is None else text).strip())
    line = partial(_linked, urls=urls, leads_out=_leads_out(shown))
    return format_html_join("", "{}", ((_block(block, line),) for block in blocks if block))


def _leads_out(shown: MessageShown) -> bool:
    """Whether addresses in it are those of headlines; one in a paper or a payment is no link."""
    sources = str(shown.message.answer.get("source", "")).split()
    return bool(_HEADLINES.intersection(sources)) and not shown.sources


def _block(block: str, line: Callable[[str], SafeString]) -> SafeString:
    """Paragraphs and lists in the order they are said."""
    parts: list[SafeString] = []
    for is_list, lines in groupby(block.split("\n"), key=lambda text: bool(_BULLET.match(text))):
        if is_list:
            items = format_html_join("", "<li>{}</li>", ((line(_BULLET.sub("", text)),) for text in lines))
            parts.append(format_html("<ul>{}</ul>", items))
        else:
            text = format_html_join(mark_safe("<br>"), "{}", ((line(text),) for text in lines))
            parts.append(format_html("<p>{}</p>", text))
    return format_html_join("", "{}", ((part,) for part in parts))


def _linked(line: str, urls: dict[int, str], *, leads_out: bool) -> SafeString:
    pieces: list[tuple[str | SafeString]] = []
    position = 0
    for found in (_MARK_OR_ADDRESS if leads_out else _MARK).finditer(line):
        if link := _link(found[0], urls):
            pieces += [(line[position : found.start()],), (link,)]
            position = found.end()
    pieces.append((line[position:],))
    return format_html_join("", "{}", pieces)


def _link(said: str, urls: dict[int, str]) -> SafeString | None:
    """A citation's mark, or an address by the name of its host."""
    if not said.startswith("["):
        try:
            host = urlsplit(said).hostname or said
        except ValueError:
            return None  # such as http://[
        link = '<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>'
        return format_html(link, said, host.removeprefix("www."))
    number = int(said[1:-1])
    return (
        format_html('<a class="citation" href="{}">{}</a>', urls[number], number) if number in urls else None
    )


@register.filter
def took(milliseconds: int) -> str:
    """`747 ms`, `13.5 s`."""
    return f"{milliseconds} ms" if milliseconds < _SECOND else f"{milliseconds / _SECOND:.1f} s"


@register.filter
def plain_number(value: float) -> str:
    """A number with Indian grouping and as many decimals as it has, two at most."""
    whole, _, fraction = f"{abs(value):.2f}".partition(".")
    tail = f".{fraction}" if fraction != "00" else ""
    return f"{'−' if value < 0 else ''}{group_digits(whole, indian=True)}{tail}"


@register.filter
def local_day(moment: datetime) -> date:
    """The calendar date in the workspace's zone."""
    return timezone.localtime(moment).date()


@register.filter
def as_choice(choice: Any) -> str:
    """A line of a chip's menu as the form sends it."""
    return json.dumps({"part": choice.part, "value": choice.value})
