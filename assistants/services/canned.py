"""Ready texts that a member inserts by their shortcut, with the customer's facts filled in."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.text import slugify

from assistants.models import CannedReply, Enquiry
from lumen.audit import services as audit
from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from accounts.models import User, Workspace

VARIABLE = re.compile(r"\{\{\s*([\w.]+)\s*(?:\|\s*([^{}]*?)\s*)?\}\}")
VARIABLES = (
    "contact.first_name",
    "contact.name",
    "contact.email",
    "contact.company",
    "enquiry.number",
    "enquiry.subject",
    "agent.first_name",
    "agent.name",
    "assistant.name",
    "business.name",
)


class UnknownVariableError(LumenError):
    status, code, title = 422, "unknown-variable", "A variable is not known"


class ShortcutTakenError(LumenError):
    status, code, title = 409, "shortcut-taken", "This shortcut is taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A text with its variables filled in, and those nothing is known for."""

    text: str
    missing: tuple[str, ...]


def check(text: str) -> None:
    """Refuse variables that nothing could ever fill.

    Raises:
        UnknownVariableError: names the first one, and those there are.
    """
    for match in VARIABLE.finditer(text):
        if match[1] not in VARIABLES:
            known = ", ".join(VARIABLES)
            raise UnknownVariableError(f"{{{{{match[1]}}}}} is not known. These are: {known}.")


def facts_of(enquiry: Enquiry, member: "User") -> dict[str, str]:
    """What each variable stands for in an enquiry."""
    contact = enquiry.contact
    name = contact.name.strip()
    return {
        "contact.name": name,
        "contact.first_name": name.split(" ")[0],
        "contact.email": contact.email,
        "contact.company": contact.company,
        "enquiry.number": str(enquiry.number),
        "enquiry.subject": enquiry.subject,
        "agent.name": member.display_name,
        "agent.first_name": member.first_name or member.display_name,
        "assistant.name": enquiry.assistant.name,
        "business.name": enquiry.workspace.company_name or enquiry.workspace.name,
    }


def fill(text: str, *, enquiry: Enquiry, member: "User") -> Filled:
    """Put facts in for `{{contact.first_name}}`; `{{contact.first_name|there}}` says what else."""
    facts = facts_of(enquiry, member)
    missing: list[str] = []

    def value(match: re.Match[str]) -> str:
        name, otherwise = match[1], match[2]
        known = facts.get(name, "")
        if not known and otherwise is None:
            missing.append(name)
        return known or otherwise or ""

    filled = VARIABLE.sub(value, text)
    tidy = re.sub(r"[ \t]+([,.!?])", r"\1", filled) if missing else filled
    return Filled(text=tidy, missing=tuple(missing))


@transaction.atomic
def save(
    *,
    workspace: "Workspace",
    actor: "User",
    shortcut: str,
    title: str,
    text: str,
    reply: CannedReply | None = None,
) -> CannedReply:
    """Make a ready text, or change one.

    Raises:
        UnknownVariableError: the text has a variable that does not exist.
        ShortcutTakenError: another text has this shortcut.
    """
    check(text)
    is_new = reply is None
    row = reply or CannedReply(workspace=workspace)
    row.shortcut, row.title, row.text = slugify(shortcut)[:40], title.strip(), text.strip()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise ShortcutTakenError(f"/{row.shortcut} stands for another text already.") from error
    action = "canned_reply.created" if is_new else "canned_reply.changed"
    audit.record(workspace=workspace, actor=actor, action=action, canned_reply=row.pk)
    return row


@transaction.atomic
def delete(*, reply: CannedReply, actor: "User") -> None:
    pk = reply.pk
    reply.delete()
    audit.record(workspace=reply.workspace, actor=actor, action="canned_reply.deleted", canned_reply=pk)


def count_use(*, workspace: "Workspace", shortcut: str) -> None:
    """Often used texts are offered first."""
    used = CannedReply.objects.in_workspace(workspace).filter(shortcut=shortcut)
    used.update(used=F("used") + 1)
