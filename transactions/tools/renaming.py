"""Calling a merchant by another name, once the person has confirmed."""

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lumen.ai.answers import Answer, ProposedWrite
from lumen.ai.tools.registry import Claim, Done, Effect, Permission, Tool, ToolContext, Write
from transactions.models import Merchant
from transactions.services import merchants
from transactions.tools.filing import undo_change

_RENAME = re.compile(
    r"(?:(?:please|pls|can you|could you)\s+)*(?:rename|call)\s+(?:the\s+)?(?:merchant\s+|payee\s+|shop\s+)?"
    r"[“\"']?(?P<old>.+?)[”\"']?\s+(?:to|as|into)\s+[“\"']?(?P<new>.+?)[”\"']?",
    re.IGNORECASE,
)
_HINDI = re.compile(
    r"(?P<old>.+?)\s+ka\s+naam\s+(?P<new>.+?)\s+(?:kar|rakh|karo|rakho)(?:\s*(?:do|dena))?", re.IGNORECASE
)


def claim(context: ToolContext, text: str) -> Claim:
    """Sure when a merchant of this workspace is to be called something else."""
    plain = " ".join(text.split()).rstrip(" ?.!")
    for form in (_RENAME, _HINDI):
        match = form.fullmatch(plain)
        if match and _called(context, match["old"]):
            arguments = {"merchant": match["old"], "name": match["new"]}
            return Claim(score=0.96, arguments=arguments, reason="wants a merchant renamed")
    return Claim(score=0.0)


def _called(context: ToolContext, said: str) -> list[Merchant]:
    """The merchants this may name: one when it is clear."""
    from transactions.questions.names import names_of, squeeze

    hit = context.once("names", lambda: names_of(context.workspace)).find(squeeze(said))
    names = [name.name for name in hit.names if name.kind == "merchant"] if hit else []
    return list(Merchant.objects.in_workspace(context.workspace).filter(name__in=names)) if names else []


def propose(context: ToolContext, *, merchant: str, name: str) -> Answer:
    """Say what would be renamed and how many payments show it; nothing is changed yet."""
    found = _called(context, merchant)
    if len(found) != 1:
        offered = [{"label": one.name, "text": f"rename {one.name} to {name}"} for one in found[:4]]
        text = _("Which merchant do you mean?") if found else _("I know no merchant of that name.")
        status: Any = "clarify" if found else "no_data"
        return Answer(status=status, text=text, options=offered, source="rename_merchant")
    reach = merchants.reach_of(workspace=context.workspace, merchant=found[0])
    facts = {"old": found[0].name, "new": name.strip(), "count": reach.rows}
    proposed = ProposedWrite(
        tool="rename_merchant",
        arguments={"merchant": str(found[0].pk), "name": name.strip()},
        sentence=_("Rename “%(old)s” to “%(new)s”, on %(count)d payments.") % facts,
        facts=[(_("Merchant"), found[0].name), (_("New name"), name.strip())],
    )
    text = f"{proposed.sentence} {_('Nothing has changed yet: shall I?')}"
    return Answer(status="ok", text=text, source="rename_merchant", proposals=[proposed])


def rename(context: ToolContext, *, merchant: str, name: str) -> Done:
    """Rename it; the old spelling keeps meaning it.

    Raises:
        NameTakenError: another merchant has this name.
    """
    found = Merchant.objects.in_workspace(context.workspace).select_related("category").get(pk=merchant)
    change = merchants.rename_merchant(
        workspace=context.workspace,
        actor=context.membership.user,
        merchant=found,
        name=name,
        category=found.category,
    )
    return Done(text=_("It is called “%(name)s” now.") % {"name": name}, undo={"change": str(change.pk)})


_NAMES: dict[str, Any] = {
    "type": "object",
    "required": ["merchant", "name"],
    "additionalProperties": False,
    "properties": {
        "merchant": {"type": "string", "maxLength": 200},
        "name": {"type": "string", "minLength": 1, "maxLength": 200},
    },
}
TOOLS = (
    Tool(
        name="rename_merchant",
        description="Proposes another name for a merchant; the person confirms.",
        parameters=_NAMES,
        effect=Effect.WRITE,
        permission=Permission.EDIT,
        run=propose,
        claim=claim,
        claim_looks_up=True,
        timeout_seconds=5.0,
        title=gettext_lazy("Prepared a new name"),
        write=Write(parameters=_NAMES, carry_out=rename, undo=undo_change),
    ),
)
