"""What a customer wrote themselves: without the mails quoted below it and without their signature."""

import re
from dataclasses import dataclass

from assistants.channels.mail.markup import QUOTED_FROM_HERE

SHORTEST_OWN = 2  # characters; with fewer left, what was cut off is put back
MOST_SIGNATURE_LINES = 12

_WROTE = re.compile(
    r"^>?\s*(?:"
    r"On\b.{4,200}\bwrote|Am\b.{4,200}\bschrieb\b.{0,80}|Le\b.{4,200}\ba écrit|El\b.{4,200}\bescribió|"
    r"Il\b.{4,200}\bha scritto|Op\b.{4,200}\bschreef\b.{0,80}|Em\b.{4,200}\bescreveu|"
    r"Den\b.{4,200}\bskrev\b.{0,80}|W dniu\b.{4,200}\bnapisał\(?a?\)?|Dne\b.{4,200}\bnapsal\(?a?\)?|"
    r"\d{1,4}[-./年]\d.{4,200}(?:пишет|написал|写道|のメール|wrote)"
    r")\s*[:：]?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_ORIGINAL = re.compile(
    r"^\s*(?:-{2,}|_{2,}|\*{2,})\s*(?:original message|forwarded message|ursprüngliche nachricht|"
    r"message d'origine|message original|mensaje original|messaggio originale|oorspronkelijk bericht|"
    r"mensagem original|reply message|weitergeleitete nachricht)\s*(?:-{2,}|_{2,}|\*{2,})\s*$",
    re.IGNORECASE,
)
_RULE = re.compile(r"^\s*_{20,}\s*$")
_FROM_LINE = re.compile(r"^\s*\*?(?:From|Von|De|Da|Van|Från|Fra|От|发件人|差出人)\s?:\*?\s+\S", re.IGNORECASE)
_NEXT_LINE = re.compile(
    r"^\s*\*?(?:Sent|Date|To|Subject|Cc|Gesendet|Datum|An|Betreff|Envoyé|Date|À|A|Objet|Enviado(?: el)?|"
    r"Fecha|Para|Asunto|Inviato|Data|Oggetto|Verzonden|Aan|Onderwerp|Assunto|Skickat|Till|Ämne|发送时间|收件人|主题)\s?:\*?",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"^\s*(?:sent from (?:my |the )?[\w .'-]{2,40}|get outlook for \w+.*|von meinem [\w .-]{2,40} gesendet|"
    r"gesendet von (?:meinem )?[\w .-]{2,40}|envoyé de mon [\w .-]{2,40}|enviado desde mi [\w .-]{2,40}|"
    r"inviato da(?:l mio)? [\w .-]{2,40}|verzonden (?:vanaf|met) [\w .-]{2,40}|"
    r"sent with [\w .-]{2,40} secure email.*|diese nachricht wurde von .{2,60} gesendet)\.?\s*$",
    re.IGNORECASE,
)
_DASHES = re.compile(r"^--\s?$")


@dataclass(frozen=True, slots=True)
class Own:
    """`text` is what the writer added; `rest` is whether anything was left out."""

    text: str
    has_rest: bool


def own_words(text: str) -> Own:
    """What the writer of a mail added to the conversation.

    Answers written between the lines of a quote are kept with the lines they answer; a mail that would be
    empty without its quote is kept whole.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = _without_signature(_above_quote(lines))
    own = _tidy(kept)
    if len(own) < SHORTEST_OWN:
        own = _tidy([line for line in lines if line != QUOTED_FROM_HERE])
    whole = _tidy([line for line in lines if line != QUOTED_FROM_HERE])
    return Own(text=own, has_rest=own != whole)


def _above_quote(lines: list[str]) -> list[str]:
    cut = _first_mark(lines)
    above, below = lines[:cut], lines[cut:]
    answers = _answers_between(below)
    return [*above, *answers] if answers else _without_trailing_quote(above)


def _first_mark(lines: list[str]) -> int:
    """The line at which an earlier mail begins."""
    for position, line in enumerate(lines):
        if line == QUOTED_FROM_HERE or _ORIGINAL.match(line) or _is_intro(lines, position):
            return position
        if _is_header_block(lines, position):
            before = position - 1
            return before if before >= 0 and _RULE.match(lines[before]) else position
    return len(lines)


def _is_intro(lines: list[str], position: int) -> bool:
    """“On ... wrote:”, which mail programs break over up to three lines."""
    line = lines[position].strip()
    if not line or len(line) > 300:
        return False
    for count in (1, 2, 3):
        joined = " ".join(part.strip() for part in lines[position : position + count])
        if _WROTE.match(joined):
            return joined.rstrip().endswith((":", "：")) or _quote_follows(lines, position + count)
    return False


def _quote_follows(lines: list[str], position: int) -> bool:
    following = next((line for line in lines[position : position + 3] if line.strip()), "")
    return following.startswith(">") or following == QUOTED_FROM_HERE


def _is_header_block(lines: list[str], position: int) -> bool:
    """The head of an earlier mail as Outlook shows it: From, and at least one of Sent, To, Subject."""
    if not _FROM_LINE.match(lines[position]):
        return False
    following = [line for line in lines[position + 1 : position + 6] if line.strip()]
    return sum(bool(_NEXT_LINE.match(line)) for line in following) >= 2


def _answers_between(below: list[str]) -> list[str]:
    """The quote (`>`) with the answers between its lines, or what stands below it; else nothing."""
    marked = [position for position, line in enumerate(below) if line.startswith(">")]
    if not marked:
        return []
    first, last = marked[0], marked[-1]
    if any(_is_answer(below, position) for position in range(first + 1, last)):
        return below[first:]
    after = _without_signature(below[last + 1 :])
    return after if any(_is_words(line) for line in after) else []


def _is_answer(lines: list[str], position: int) -> bool:
    """Words between quoted lines; what a mail program broke off a long quoted line is none."""
    is_piece = lines[position - 1].startswith(">") and lines[position + 1].startswith(">")
    return _is_words(lines[position]) and not is_piece


def _is_words(line: str) -> bool:
    return (
        bool(line.strip())
        and not line.startswith(">")
        and line != QUOTED_FROM_HERE
        and not _DASHES.match(line)
    )


def _without_trailing_quote(lines: list[str]) -> list[str]:
    kept = list(lines)
    while kept and (not kept[-1].strip() or kept[-1].startswith(">")):
        kept.pop()
    return kept


def _without_signature(lines: list[str]) -> list[str]:
    kept = list(lines)
    for position in range(len(kept) - 1, -1, -1):
        if _DASHES.match(kept[position]) and len(kept) - position - 1 <= MOST_SIGNATURE_LINES:
            kept = kept[:position]
            break
    while kept and (not kept[-1].strip() or _DEVICE.match(kept[-1])):
        kept.pop()
    return kept


def _tidy(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()
