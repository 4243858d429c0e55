"""Mails that a person passed on: where the original begins and who wrote it."""

import re
from dataclasses import dataclass

_I = re.IGNORECASE
_SUBJECT = re.compile(r"^\s*(?:fwd?|wg|tr|rv|enc|i|doorst|vs|pd)\s*:", _I)
_MARK = re.compile(
    r"^[\s>*]*(?:-{2,}\s*)?(?:forwarded\s+message|begin\s+forwarded\s+message|original\s+message|weitergeleitete\s+nachricht"
    r"|urspr[üu]ngliche\s+nachricht|anfang\s+der\s+weitergeleiteten\s+nachricht|message\s+transf[ée]r[ée]|message\s+d.origine"
    r"|d[ée]but\s+du\s+message\s+transf[ée]r[ée]|mensaje\s+reenviado|mensaje\s+original|mensagem\s+(?:encaminhada|original)"
    r"|messaggio\s+(?:inoltrato|originale)|doorgestuurd\s+bericht|oorspronkelijk\s+bericht|अग्रेषित\s+संदेश|फ़ॉरवर्ड\s+किया\s+गया\s+(?:संदेश|मैसेज))"
    r"\s*:?\s*-*\s*$|^\s*_{10,}\s*$",
    _I | re.MULTILINE,
)
_FROM = re.compile(
    r"^[\s>*]*(?:from|von|de|da|van|expéditeur|remitente|mittente|प्रेषक|भेजने\s+वाला)\s*\*?\s*:\s*\|?\s*\*?\s*(?P<who>[^\n]{3,200})$",
    _I | re.MULTILINE,
)
_ABOUT = re.compile(
    r"^[\s>*]*(?:subject|betreff|objet|asunto|assunto|oggetto|onderwerp|विषय)\s*\*?\s*:\s*\|?\s*\*?\s*(?P<subject>[^\n]{0,300})$",
    _I | re.MULTILINE,
)
_HEAD = re.compile(
    r"^[\s>*]*(?:from|von|de|da|van|to|an|à|a|para|aan|cc|date|datum|sent|gesendet|envoyé|enviado(?:\s+el)?|fecha|data|inviato|verzonden"
    r"|subject|betreff|objet|asunto|assunto|oggetto|onderwerp|reply-to|antwort\s+an|expéditeur|प्रेषक|प्रति|दिनांक|तारीख|विषय)\s*\*?\s*:",
    _I,
)
_REPLY = re.compile(
    r"^[\s>]*(?:on\s[^\n]{5,120}\swrote:|am\s[^\n]{5,120}\sschrieb\s[^\n]{2,80}:|le\s[^\n]{5,120}\sa\s+écrit\s*:|el\s[^\n]{5,120}\sescribió:|il\s[^\n]{5,120}\sha\s+scritto:|op\s[^\n]{5,120}\sschreef\s[^\n]{2,80}:)\s*$",
    _I | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Forward:
    """The original inside a mail: who wrote it, its subject and its words."""

    sender: str
    subject: str
    text: str


def forwarded_in(subject: str, text: str) -> Forward | None:
    """The innermost original of a forwarded mail, or `None` when it is not one.

    A mail is forwarded when its subject says so, or when a mark is followed by the original's head;
    a reply that quotes an older mail is not.
    """
    begins = [mark.end() for mark in _MARK.finditer(text)][:20]
    if not begins and not _SUBJECT.match(subject):
        return None
    for start in reversed(begins or [0]):
        found = _head_at(text, start)
        if found is not None:
            return found
    return _head_at(text, 0) if _SUBJECT.match(subject) else None


def _head_at(text: str, start: int) -> Forward | None:
    window = text[start : start + 3000]
    author = _FROM.search(window)
    if author is None or "@" not in author["who"]:
        return None
    about = _ABOUT.search(window, author.start())
    lines = window[author.start() :].split("\n")
    head = 0
    for number, line in enumerate(lines[:12]):
        if _HEAD.match(line):
            head = number
    consumed = sum(len(line) + 1 for line in lines[: head + 1])
    body = text[start + author.start() + consumed :]
    return Forward(
        author["who"].strip(" *>|"), about["subject"].strip(" *") if about else "", _unquoted(body)
    )


def _unquoted(text: str) -> str:
    return re.sub(r"^[ \t]*(?:>[ \t]?)+", "", text, flags=re.MULTILINE).strip()


def without_quotes(text: str) -> str:
    """A reply without the mail that it quotes below."""
    found = _REPLY.search(text)
    if found:
        text = text[: found.start()]
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(">"))
