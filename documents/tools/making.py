"""A picture made by the configured model, once the person has confirmed what is sent; kept as a paper."""

import hashlib
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.models import Document
from documents.services import life, quota, storing
from documents.tools.making_claims import claim_make, named_after, prompt_of
from lumen.ai.answers import Answer, ProposedWrite
from lumen.ai.llm.budgets import Purse
from lumen.ai.media import making
from lumen.ai.media.making import Made, NoMakerError
from lumen.ai.tools.registry import Done, Effect, Permission, Tool, ToolContext, Write
from lumen.ai.tools.utterances import read
from lumen.common import stopping
from lumen.common.errors import LumenError

NAME = "make_picture"
LEAST = 1_000  # bytes that any picture takes
MARK = 8  # characters of the fingerprint in the file's name


class OtherMakerError(LumenError):
    status, code, title = 409, "other-maker", "Another model makes pictures now"


def propose(context: ToolContext, *, prompt: str) -> Answer:
    """Say what would be made, by which model, and where the words go; nothing is sent yet."""
    try:
        making.require_configured()
    except NoMakerError as error:
        return Answer(status="unanswerable", text=error.detail, source=NAME)
    if not prompt:
        text = _("What should the picture show? Say “draw a red bicycle by the sea”, for example.")
        return Answer(status="clarify", text=text, source=NAME)
    facts = {"model": making.name(), "host": making.host(), "prompt": prompt}
    sentence = _("Have %(model)s make a picture of “%(prompt)s”.") % facts
    proposed = ProposedWrite(
        tool=NAME,
        arguments={"prompt": prompt, "model": facts["model"], "host": facts["host"]},
        sentence=sentence,
        facts=[(_("Picture"), prompt), (_("Made by"), facts["model"]), (_("Sent to"), facts["host"])],
    )
    what = _("These words alone are sent to %(host)s, which may charge for it.") % facts
    text = f"{sentence} {what} {_('Nothing is sent yet: shall I?')}"
    return Answer(status="ok", text=text, source=NAME, proposals=[proposed])


def carry_out(context: ToolContext, *, prompt: str, model: str, host: str) -> Done:
    """Have it made and keep it among the papers, with the model's name in its title.

    Raises:
        OtherMakerError: the settings name another model or server than the one that was confirmed.
        NoMakerError, MakerDownError, MakerRefusedError, NoPictureError: and nothing was kept.
        BudgetUsedUpError: an allowance is used up, and nothing was sent.
        RefusedUploadError: no room is left for it.
        StoppedError: nobody wants it any more.
    """
    making.require_configured()
    if (making.name(), making.host()) != (model, host):
        raise OtherMakerError(_("Another model makes pictures now. Ask again, and see where your words go."))
    quota.require_room(context.workspace, LEAST)  # before somebody is paid for it
    purse = Purse(context.workspace, context.membership.user)
    made = making.make_picture(prompt, purse)
    stopping.check()  # it may have come in the moment somebody pressed stop
    stored = _kept(context, made, prompt)
    paper = str(stored.document.pk)
    if not stored.is_new:
        return Done(text=stored.note, paper=paper)
    text = _("Made by %(model)s and kept among your documents: “%(title)s”.")
    facts = {"model": made.model, "title": stored.document.title}
    return Done(text=text % facts, undo={"document": paper}, paper=paper)


def _kept(context: ToolContext, made: Made, prompt: str) -> storing.Stored:
    name = named_after(prompt)
    mark = hashlib.sha256(made.content).hexdigest()[:MARK]  # two pictures of one prompt have two names
    stored = storing.store_upload(
        workspace=context.workspace,
        actor=context.membership.user,
        file=ContentFile(made.content, name=f"picture.{made.ending}"),
        name=f"{name.replace('/', ' ')[:60].strip()} {mark}.{made.ending}",
        source=Document.Source.MADE,
    )
    if stored.is_new:
        stored.document.title = _("%(what)s (made by %(model)s)") % {"what": name, "model": made.model}
        stored.document.edited_fields = ["title"]  # nothing read in the picture names it
        stored.document.made_by = made.model
        stored.document.save(update_fields=["title", "edited_fields", "made_by"])
    return stored


def undo(context: ToolContext, *, document: str) -> str:
    """Put the picture into the bin."""
    found = Document.objects.in_workspace(context.workspace).live().get(pk=document)
    life.delete(document=found, actor=context.membership.user, now=context.now)
    return _("The picture is in the bin. It can be restored from there for 30 days.")


_PROMPT: dict[str, Any] = {
    "type": "string",
    "maxLength": making.LONGEST_PROMPT,
    "description": "what the picture shows, in the person's own words",
}
_LABEL: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 200}
TOOLS = (
    Tool(
        name=NAME,
        description="Proposes to have the configured model make a picture of something; the person confirms. "
        "Not for charts of payments.",
        parameters={
            "type": "object",
            "required": ["prompt"],
            "additionalProperties": False,
            "properties": {"prompt": _PROMPT},
        },
        effect=Effect.WRITE,
        permission=Permission.EDIT,
        run=propose,
        claim=claim_make,
        arguments_of=lambda text: {"prompt": prompt_of(text)},
        utterances=read(Path(__file__).parent / "utterances" / "make_picture.txt"),
        timeout_seconds=5.0,
        title=gettext_lazy("Prepared a picture to be made"),
        write=Write(
            parameters={
                "type": "object",
                "required": ["prompt", "model", "host"],
                "additionalProperties": False,
                "properties": {"prompt": {**_PROMPT, "minLength": 1}, "model": _LABEL, "host": _LABEL},
            },
            carry_out=carry_out,
            undo=undo,
            is_slow=True,
        ),
    ),
)
