"""A mailbox as a file: letters of customers, and what the business answered."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from assistants.channels.mail.automatic import Skip
from assistants.channels.mail.reading import Letter, UnreadableMailError
from assistants.channels.mail.reading import read as read_letter
from assistants.history.base import AUTOMATIC, UNREADABLE, History, UnreadableHistoryError, Wanted
from assistants.history.threads import Said, exchanges_of
from lumen.common.text import slug_key

MOST_LETTERS = 50_000
_LINE = re.compile(rb"(?:^|\r?\n)From [^\r\n]*\r?\n")
_ANSWER = re.compile(r"^(?:(?:re|aw|sv|antw|wg|fwd?|tr|rif|odp)\s*(?:\[\d+\])?:\s*)+", re.IGNORECASE)


def read(content: bytes, wanted: Wanted) -> History:
    """Exchanges of a mailbox, by the threads its letters name.

    Raises:
        UnreadableHistoryError: there is no mail in it, or nobody of the business wrote any.
    """
    found = History()
    letters = list(_letters(content, found, drops_last=wanted.is_preview))
    if not letters:
        raise UnreadableHistoryError("There is no mail in this file. Export the mailbox as mbox.")
    own = {address.strip().lower() for address in wanted.own if address.strip()} or own_addresses(letters)
    if not any(letter.sender in own for letter in letters) and not wanted.is_preview:
        raise UnreadableHistoryError("None of these mails is from you. Enter the addresses you answer from.")
    threads = _threads(letters)
    order = sorted(range(len(letters)), key=lambda at: _when(letters[at], at))
    return exchanges_of([_said(letters[at], threads[at], own) for at in order], found)


def own_addresses(letters: Sequence[Letter]) -> set[str]:
    """Who answers: the address that wrote to the most others who had written to it."""
    pairs = {(letter.sender, other) for letter in letters for other in letter.recipients}
    answered = Counter(sender for sender, other in pairs if (other, sender) in pairs)
    return {answered.most_common(1)[0][0]} if answered else set()


def _letters(content: bytes, found: History, *, drops_last: bool) -> Iterator[Letter]:
    starts = list(_LINE.finditer(content))[: MOST_LETTERS + 1]
    ends = [match.start() for match in starts[1:]] + [len(content)] * bool(starts)
    mails = [content[match.end() : end] for match, end in zip(starts, ends, strict=True)]
    for raw in mails[:-1] if drops_last and len(mails) > 1 else mails:
        try:
            letter = read_letter(raw)
        except UnreadableMailError:
            found.skipped[UNREADABLE] += 1
            continue
        if letter.skip is Skip.NOTHING:
            yield letter
        else:
            found.skipped[AUTOMATIC] += 1


def _threads(letters: Sequence[Letter]) -> list[str]:
    """The thread of each letter: of the letters it names, else of its subject and its customer."""
    thread_of: dict[str, str] = {}
    threads = []
    for letter in letters:
        named = next((thread_of[one] for one in letter.related if one in thread_of), None)
        own = named or (letter.related[-1] if letter.related else letter.message_id)
        for one in (letter.message_id, *letter.related):
            thread_of.setdefault(one, own)
        threads.append(own)
    return threads


def _when(letter: Letter, place: int) -> tuple[float, int]:
    return (letter.sent_at.timestamp() if letter.sent_at else 0.0, place)


def _said(letter: Letter, thread: str, own: set[str]) -> Said:
    is_ours = letter.sender in own
    text = letter.text
    if not is_ours and len(slug_key(text).split()) < 2:
        text = f"{_ANSWER.sub('', letter.subject)}\n{text}".strip()
    return Said(
        thread=thread,
        is_customer=not is_ours,
        is_human=is_ours,
        text=text,
        at=letter.sent_at,
        name="" if is_ours else letter.name,
        email="" if is_ours else letter.sender,
    )
