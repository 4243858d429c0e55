"""Mails that no customer wrote: answers of machines, mailing lists, returned mails, spam."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum

MAX_REPORT = 200_000  # characters of a report that are looked at
_NOBODY = re.compile(
    r"^(?:mailer-daemon|postmaster|mail-daemon|maildaemon|bounces?(?:[+=-].*)?|no-?reply-?bounce.*)@",
    re.IGNORECASE,
)
_ID = re.compile(r"^(?:Message-ID|In-Reply-To|References):\s*(.{3,2000})$", re.IGNORECASE | re.MULTILINE)
_ONE_ID = re.compile(r"<[^<>\s]{3,300}>")
_ACTION = re.compile(r"^Action:\s*(\w+)", re.IGNORECASE | re.MULTILINE)
_STATUS = re.compile(r"^Status:\s*(\d\.\d{1,3}\.\d{1,3})", re.IGNORECASE | re.MULTILINE)
_DIAGNOSIS = re.compile(
    r"^Diagnostic-Code:\s*([^\n]{1,300}(?:\n[ \t][^\n]{1,300}){0,3})", re.IGNORECASE | re.MULTILINE
)
_FAILED = re.compile(
    r"\b(?:undeliver|delivery (?:status notification )?\(?fail|mail delivery failed|returned mail|"
    r"failure notice|delivery has failed|unzustellbar|non remis|address not found)",
    re.IGNORECASE,
)


class Skip(StrEnum):
    """Why a mail is no customer's message."""

    NOTHING = ""
    AUTOMATIC = "automatic"
    LIST = "list"
    BOUNCE = "bounce"
    SPAM = "spam"


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail of ours that came back.

    Attributes:
        message_ids: what the report names, ours among it.
        reason: the other server's words.
        is_final: `False` when it is only late.
    """

    message_ids: tuple[str, ...]
    reason: str
    is_final: bool


def judge(
    message: Message,
    *,
    sender: str,
    own: str,
    parts: Sequence[Message],
    header: Callable[[Message, str], str],
) -> tuple[Skip, Bounce | None]:
    """Whether a machine wrote this, and which mail of ours it returns."""
    told = {name: header(message, name).lower() for name in _HEADERS}
    if _is_report(message) or _is_from_nobody(sender, told, header(message, "Subject")):
        return Skip.BOUNCE, _bounce(message, parts)
    if message.get_content_type() == "multipart/report":
        return Skip.AUTOMATIC, None  # that it was read, or reported as spam
    if told["X-Spam-Flag"].startswith("yes") or told["X-Spam-Status"].startswith("yes"):
        return Skip.SPAM, None
    if _is_automatic(told):
        return Skip.AUTOMATIC, None
    if _is_list(told, own):
        return Skip.LIST, None
    return Skip.NOTHING, None


_HEADERS = (
    "Auto-Submitted", "X-Autoreply", "X-Autorespond", "X-Autoresponse", "Precedence", "List-Id", "List-Post",
    "List-Unsubscribe-Post", "X-Spam-Flag", "X-Spam-Status", "Return-Path", "X-Failed-Recipients",
)  # fmt: skip


def _is_list(told: dict[str, str], own: str) -> bool:
    """A mailing list, unless it is the one behind which the business's own address stands."""
    if own and (own.replace("@", ".") in told["List-Id"] or own in told["List-Post"]):
        return False
    says_so = told["List-Id"] or told["List-Unsubscribe-Post"]
    return bool(says_so) or told["Precedence"] in {"bulk", "list", "junk"}


def _is_automatic(told: dict[str, str]) -> bool:
    """RFC 3834 and what programs said before it."""
    submitted = told["Auto-Submitted"].partition(";")[0].strip()
    if submitted not in {"", "no"}:
        return True
    says_so = (told["X-Autoreply"], told["X-Autorespond"], told["X-Autoresponse"])
    return any(value not in {"", "no"} for value in says_so) or told["Precedence"] in {
        "auto_reply",
        "auto-reply",
    }


def _is_report(message: Message) -> bool:
    kind = str(message.get_param("report-type") or "").lower()
    return message.get_content_type() == "multipart/report" and kind in {"delivery-status", ""}


def _is_from_nobody(sender: str, told: dict[str, str], subject: str) -> bool:
    if told["X-Failed-Recipients"]:
        return True
    is_nobody = bool(_NOBODY.match(sender)) or told["Return-Path"] == "<>"
    return is_nobody and (bool(_NOBODY.match(sender)) or bool(_FAILED.search(subject)))


def _bounce(message: Message, parts: Sequence[Message]) -> Bounce:
    words = "\n".join(_as_text(part) for part in [*parts, *_inner(message)])[:MAX_REPORT]
    words = words.replace("\r\n", "\n")
    action = _ACTION.search(words)
    status, diagnosis = _STATUS.search(words), _DIAGNOSIS.search(words)
    reason = " ".join(diagnosis[1].partition(";")[2].split()) if diagnosis else ""
    near = f"In-Reply-To: {message.get('In-Reply-To') or ''}\nReferences: {message.get('References') or ''}"
    found = [one for line in _ID.findall(f"{words}\n{near}") for one in _ONE_ID.findall(line)]
    is_late = (action and action[1].lower() in {"delayed", "delivered", "relayed", "expanded"}) or (
        status and status[1].startswith(("2", "4"))
    )
    return Bounce(
        message_ids=tuple(dict.fromkeys(found))[:20],
        reason=(reason or (status[1] if status else ""))[:200],
        is_final=not is_late,
    )


def _inner(message: Message) -> list[Message]:
    """Parts of a report that hold headers: the status and the mail that is returned."""
    payload = message.get_payload()
    found = [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []
    return [
        part for part in found if part.get_content_type() in {"message/delivery-status", "message/rfc822"}
    ]


def _as_text(part: Message) -> str:
    try:
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            return payload.decode("utf-8", "replace")[:MAX_REPORT]
        inner = part.get_payload()
        if isinstance(inner, list):
            return "\n".join(str(one)[:MAX_REPORT] for one in inner[:5])
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""
    return ""


_METHOD = re.compile(r"\bdmarc\s*=\s*(\w+)", re.IGNORECASE)


def is_forged(results: Sequence[object]) -> bool:
    """Whether the receiving server says that the sender's domain disowns this mail.

    Only the first header counts: each server puts its own above those that came with the mail.
    """
    first = str(results[0])[:4_000] if results else ""
    found = _METHOD.search(first)
    return bool(found and found[1].lower() in {"fail", "permerror"})
