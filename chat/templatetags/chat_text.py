"""How answers are written into the page."""

import json
import re
from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from chat.presenting import MessageShown
from lumen.common.money import group_digits

register = template.Library()
_MARK = re.compile(r"\[(\d{1,2})\]")
_BULLET = re.compile(r"^\s*[-•*]\s+")


@register.filter
def said(shown: MessageShown, text: str | None = None) -> SafeString:
    """Paragraphs and lists of escaped text, with citation marks as links to their passages.

    `text` is one part of a message that answers several questions; the whole without it.
    """
    urls = {source.number: source.url for source in shown.sources}
    blocks = re.split(r"\n\s*\n", (shown.text if text is None else text).strip())
    return format_html_join("", "{}", ((_block(block, urls),) for block in blocks if block))


def _block(block: str, urls: dict[int, str]) -> SafeString:
    lines = block.split("\n")
    bullets = [line for line in lines if _BULLET.match(line)]
    before = [line for line in lines if not _BULLET.match(line)]
    items = format_html_join("", "<li>{}</li>", ((_linked(_BULLET.sub("", b), urls),) for b in bullets))
    text = format_html_join(mark_safe("<br>"), "{}", ((_linked(line, urls),) for line in before))
    paragraph = format_html("<p>{}</p>", text) if before else SafeString("")
    listed = format_html("<ul>{}</ul>", items) if bullets else SafeString("")
    return format_html("{}{}", paragraph, listed)


def _linked(line: str, urls: dict[int, str]) -> SafeString:
    pieces: list[tuple[str | SafeString]] = []
    position = 0
    for mark in _MARK.finditer(line):
        number = int(mark[1])
        if number in urls:
            link = format_html('<a class="citation" href="{}">{}</a>', urls[number], number)
            pieces += [(line[position : mark.start()],), (link,)]
            position = mark.end()
    pieces.append((line[position:],))
    return format_html_join("", "{}", pieces)


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
