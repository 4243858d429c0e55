"""Two ways to say the same, tried against each other; an enquiry keeps the one it got."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistants.voice.texts import sentences_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How words are said. `sentences` is the most of a snippet; 0 leaves them all."""

    name: str = ""
    greets: bool = True
    closes: bool = True
    sentences: int = 0


PLAIN = Style()


def styles_of(stored: Any) -> list[Style]:
    """The styles of an assistant as they are stored; what is not one is left out."""
    kept = [one for one in stored if isinstance(one, dict)] if isinstance(stored, list) else []
    return [_style(one) for one in kept if str(one.get("name") or "").strip()]


def _style(one: Mapping[str, Any]) -> Style:
    found = one.get("settings")
    settings: Mapping[str, Any] = found if isinstance(found, dict) else {}
    most = settings.get("sentences")
    return Style(
        name=str(one["name"]).strip()[:40],
        greets=bool(settings.get("greets", True)),
        closes=bool(settings.get("closes", True)),
        sentences=most if isinstance(most, int) and not isinstance(most, bool) and most > 0 else 0,
    )


def style_for(styles: Sequence[Style], key: str) -> Style:
    """The style of an enquiry: the same one for ever, each as often as the others."""
    if not styles:
        return PLAIN
    digest = hashlib.sha256(key.encode()).digest()
    return styles[int.from_bytes(digest[:4], "big") % len(styles)]


def other_style(styles: Sequence[Style], name: str) -> Style:
    """The next one after a style, for somebody who asks to hear it differently."""
    names = [style.name for style in styles]
    if not names:
        return PLAIN
    return styles[(names.index(name) + 1) % len(styles)] if name in names else styles[0]


def shortened(text: str, style: Style) -> str:
    """No more sentences than the style wants."""
    if not style.sentences:
        return text
    return " ".join(sentences_of(text)[: style.sentences])
