"""What is watched, and taking one of it off the list once the person has confirmed."""

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lumen.ai.answers import Answer, ProposedWrite
from lumen.ai.tools.registry import Claim, Done, Effect, Permission, Tool, ToolContext, Write
from lumen.common.text import slug_key
from lumen.feeds import selectors, spoken, wording
from lumen.feeds.models import Watch
from lumen.feeds.services import watches

LIST, STOP = "my_watches", "stop_watching"
MOST = 20
_LIST_FORMS = re.compile(
    r"(?:please |can you |could you )*(?:what|which (?:things|values|alerts))(?: all)? (?:am i|are we"
    r"|do i|do we|are you|do you)"
    r"(?: currently| now)? (?:watching|watch|monitoring|keeping an eye on)(?: for me| right now| now"
    r"| currently)?"
    r"|(?:please |can you |could you )*(?:(?:show|list|open|see|get|give|tell"
    r"|read)(?: me)? )?(?:all (?:of )?)?(?:my|our|the|active|current) "
    r"(?:active |current )?(?:watch[ -]?list|watches|price alerts?|alerts|watched (?:things|values))"
    r"|(?:what|which)(?: of)?(?: my)? (?:price )?alerts (?:do i have|have i set|are set|are on"
    r"|are active)(?: up)?"
    r"|(?:what(?:'s| is)|whats) on my (?:watch[ -]?list)",
    re.IGNORECASE,
)
_STOP_FORM = re.compile(
    r"(?:please |can you |could you )*(?:stop watching(?: for)?|unwatch"
    r"|(?:remove|delete|cancel|drop)(?: the| my| this)? (?:alert|watch)(?: for| on| about| of)?"
    r"|stop (?:alerting|notifying) me (?:about|of|when|if))"
    r"\s+(?:the |my )*(?P<about>.+)",
    re.IGNORECASE,
)


def claim_list(context: ToolContext, text: str) -> Claim:
    """Certain when the watch-list is asked for."""
    plain = " ".join(text.split()).rstrip(" ?.!")
    score = 0.97 if _LIST_FORMS.fullmatch(plain) else 0.0
    return Claim(score=score, reason="asks what is watched")


def my_watches(context: ToolContext) -> Answer:
    """Each watch with its last value, source, moment and state; of many the first. One query."""
    found = list(selectors.watches_of(context.workspace))
    if not found:
        text = _("Nothing is watched. Say “tell me when the dollar goes above 90”, or look under World.")
        return Answer(status="no_data", text=text, source=LIST)
    first = ngettext("%(n)d thing is watched:", "%(n)d things are watched:", len(found)) % {"n": len(found)}
    lines = [_line(watch, context.workspace.time_zone) for watch in found[:MOST]]
    if len(found) > MOST:
        lines.append(_("The other %(n)d are on the watch-list.") % {"n": len(found) - MOST})
    return Answer(
        status="ok",
        text="\n".join([first, *lines]),
        value=len(found),
        unit="count",
        labels=[wording.sentence(watch) for watch in found[:MOST]],
        source=LIST,
    )


def _line(watch: Watch, zone: str) -> str:
    said = f"- {wording.capital(wording.sentence(watch))} ({watch.state_label.lower()})"
    if watch.value is None or watch.kind == Watch.Kind.WORDS:
        return f"{said}. {watch.problem}".strip() if watch.problem else f"{said}."
    value = _("Now %(value)s.") % {"value": wording.number(watch.value, watch.unit)}
    return f"{said}. {value} {wording.said_by(watch, zone)}"


def claim_stop(context: ToolContext, text: str) -> Claim:
    """Sure when something is to be watched no more."""
    match = _STOP_FORM.fullmatch(" ".join(text.split()).rstrip(" ?.!"))
    if not match:
        return Claim(score=0.0)
    return Claim(score=0.96, arguments={"about": match["about"]}, reason="wants a watch gone")


def propose_stop(context: ToolContext, *, about: str) -> Answer:
    """Say which watch would go; nothing is changed yet."""
    found = _meant(context, about)
    if not found:
        text = _("Nothing of that name is watched. Ask “what am I watching?” to see the list.")
        return Answer(status="no_data", text=text, source=STOP)
    if len(found) > 1:
        options = [
            {"label": wording.sentence(watch), "text": f"stop watching {str(watch.pk)[:8]}"}
            for watch in found[:5]
        ]
        return Answer(status="clarify", text=_("Which of these?"), options=options, source=STOP)
    sentence = _("Stop watching: %(what)s.") % {"what": wording.sentence(found[0])}
    proposed = ProposedWrite(
        tool=STOP,
        arguments={"watch": str(found[0].pk)},
        sentence=sentence,
        facts=[(_("Watch"), wording.sentence(found[0]))],
    )
    text = f"{sentence} {_('Nothing has changed yet: shall I?')}"
    return Answer(status="ok", text=text, source=STOP, proposals=[proposed])


def _meant(context: ToolContext, about: str) -> list[Watch]:
    """Those whose words hold all that was said; a currency counts by its code too."""
    words = slug_key(about).split()
    found = []
    for watch in selectors.watches_of(context.workspace):
        held = set(slug_key(f"{watch.subject} {watch.label} {wording.sentence(watch)} {watch.pk}").split())
        known = held | {str(watch.pk)[:8]}
        if words and all(word in known or spoken.code_of(word).lower() in known for word in words):
            found.append(watch)
    return found


def stop(context: ToolContext, *, watch: str) -> Done:
    """Take exactly this watch off the list."""
    found = Watch.objects.in_workspace(context.workspace).kept().get(pk=watch)
    watches.delete_watch(watch=found, actor=context.membership.user, now=context.now)
    return Done(text=_("It is not watched any more."), undo={"watch": watch})


def undo_stop(context: ToolContext, *, watch: str) -> str:
    """Put it back."""
    gone = Watch.objects.in_workspace(context.workspace).filter(deleted_at__isnull=False)
    found = gone.select_related("workspace").get(pk=watch)
    watches.restore_watch(watch=found, actor=context.membership.user, now=context.now)
    return _("It is watched again.")


_ID: dict[str, Any] = {"watch": {"type": "string", "format": "uuid", "pattern": r"^[0-9a-f-]{36}$"}}
TOOLS = (
    Tool(
        name=LIST,
        description="What is watched for this workspace: rates, shares, weather, words; the last values.",
        parameters={"type": "object", "additionalProperties": False, "properties": {}},
        effect=Effect.READ,
        run=my_watches,
        claim=claim_list,
        timeout_seconds=5.0,
        title=gettext_lazy("Looked at the watch-list"),
    ),
    Tool(
        name=STOP,
        description="Proposes to take something off the watch-list; the person confirms.",
        parameters={
            "type": "object",
            "required": ["about"],
            "additionalProperties": False,
            "properties": {"about": {"type": "string", "maxLength": 120}},
        },
        effect=Effect.WRITE,
        permission=Permission.EDIT,
        run=propose_stop,
        claim=claim_stop,
        timeout_seconds=5.0,
        title=gettext_lazy("Prepared to stop watching"),
        write=Write(
            parameters={
                "type": "object",
                "required": ["watch"],
                "additionalProperties": False,
                "properties": _ID,
            },
            carry_out=stop,
            undo=undo_stop,
        ),
    ),
)
