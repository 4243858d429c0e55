"""Watching a value for somebody, once the person has confirmed; and what is watched."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lumen.ai.answers import Answer, ProposedWrite
from lumen.ai.tools import utterances
from lumen.ai.tools.builtin.date_arithmetic import NotADateError, read_date
from lumen.ai.tools.registry import Claim, Done, Effect, Permission, Tool, ToolContext, Write
from lumen.ai.world import quotes, values
from lumen.ai.world.fetching import ServiceDownError
from lumen.ai.world.values import Value
from lumen.common.dates import today_in
from lumen.feeds import spoken, wording
from lumen.feeds.models import Watch
from lumen.feeds.services import checking, watches
from lumen.feeds.services.watches import Draft
from lumen.feeds.spoken import Heard

Kind, Day = Watch.Kind, Watch.Day
NAME = "watch_for"
WHAT_TO_WATCH = gettext_lazy(
    "I can watch a rate, a share, the weather of a town or words in the news. Say which, and the line: "
    "“tell me when the dollar goes above 90”, “tell me when it rains in Leeds”."
)


def claim(context: ToolContext, text: str) -> Claim:
    """Sure when somebody wants to be told of a value that passes a line, rain, or words in the news."""
    heard = spoken.hear(text, base=context.workspace.base_currency)
    if heard is None:
        return Claim(score=0.0)
    return Claim(score=0.97, arguments=_said(heard), reason="wants to be told when a value passes a line")


def _said(heard: Heard) -> dict[str, str]:
    said = {
        "kind": heard.kind,
        "subject": heard.subject,
        "condition": heard.condition,
        "threshold": f"{heard.threshold:f}" if heard.threshold is not None else "",
        "day": heard.day,
        "money": heard.money,
    }
    return {name: str(value) for name, value in said.items() if value}


def propose(
    context: ToolContext,
    *,
    kind: str = "",
    subject: str = "",
    condition: str = "",
    threshold: str = "",
    day: str = "",
    money: str = "",
) -> Answer:
    """Say what would be watched and what the value is now; nothing is kept yet. Asks when nothing was heard.

    Raises:
        BadWatchError, UnknownSymbolError, UnknownPlaceError, NotConfiguredError: and what to do.
    """
    if not kind:
        return Answer(status="clarify", text=str(WHAT_TO_WATCH), source=NAME)
    line = Decimal(threshold) if threshold else None
    heard = Heard(kind=kind, subject=subject, condition=condition, threshold=line, day=day, money=money)
    draft = _draft(context, heard)
    today = today_in(context.workspace.time_zone, context.now)
    watch = watches.checked(workspace=context.workspace, draft=draft, today=today)
    value = _value_now(context, watch)
    if value and money and kind == Kind.SHARE and money != value.unit:
        text = _("%(name)s is priced in %(unit)s. Say the line in that currency.")
        return Answer(status="clarify", text=text % {"name": value.label, "unit": value.unit}, source=NAME)
    if value:
        watch.label, watch.unit = value.label, value.unit
    sentence = _("Tell you when %(what)s, once each time.") % {"what": wording.sentence(watch)}
    proposed = ProposedWrite(
        tool=NAME, arguments=_exact(draft), sentence=sentence, facts=_facts(context, watch, value)
    )
    told = [sentence, _now_line(context, value), _("Nothing is watched yet: shall I?")]
    return Answer(status="ok", text=" ".join(filter(None, told)), source=NAME, proposals=[proposed])


def _draft(context: ToolContext, heard: Heard) -> Draft:
    subject, rolls = heard.subject, spoken.rolling(heard.day)
    if heard.kind in watches.WEATHER and not subject:
        subject = context.workspace.time_zone.rsplit("/", 1)[-1].replace("_", " ")
    if heard.kind == Kind.SHARE:
        subject = quotes_symbol(context, subject)
    is_one_day = heard.kind in watches.WEATHER and heard.day and not rolls
    on = _on(context, heard.day) if is_one_day else None
    return Draft(
        kind=heard.kind,
        subject=subject,
        condition=heard.condition,
        threshold=heard.threshold,
        day=Day.DATE if on else rolls,
        on=on,
    )


def quotes_symbol(context: ToolContext, said: str) -> str:
    """The symbol of a share by its name, or what was said while nobody can be asked.

    Raises:
        NotConfiguredError, UnknownSymbolError: nobody is set up, or knows it.
    """
    try:
        return quotes.quote(said, now=context.now, workspace=context.workspace).symbol
    except ServiceDownError:
        return said


def _on(context: ToolContext, said: str) -> date | None:
    """The one day that was said."""
    today = today_in(context.workspace.time_zone, context.now)
    word = {"tonight": "today"}.get(said, said)
    try:
        return read_date(word, today)
    except NotADateError:
        return None


def _value_now(context: ToolContext, watch: Watch) -> Value | None:
    """Nothing while the source does not answer: the watch can be kept all the same."""
    if watch.kind == Kind.WORDS:
        return None
    wanted = checking.wanted(watch, checking.day_meant(watch, context.now))
    try:
        return values.fetch(context.workspace, wanted, now=context.now)
    except (ServiceDownError, values.UnknownValueError):
        return None


def _exact(draft: Draft) -> dict[str, Any]:
    return {
        "kind": draft.kind,
        "subject": draft.subject,
        "condition": draft.condition,
        "threshold": f"{draft.threshold:f}" if draft.threshold is not None else "",
        "day": draft.day,
        "on": draft.on.isoformat() if draft.on else "",
    }


def _facts(context: ToolContext, watch: Watch, value: Value | None) -> list[tuple[str, str]]:
    facts = [
        (_("What"), wording.capital(wording.subject_of(watch))),
        (_("When it"), wording.condition_of(watch)),
    ]
    return [*facts, (_("Now"), wording.number(value.amount, value.unit))] if value else facts


def _now_line(context: ToolContext, value: Value | None) -> str:
    if value is None:
        return ""
    at = checking.moment_of(value.at)
    said = {
        "value": wording.number(value.amount, value.unit),
        "source": value.source,
        "at": wording.moment(at, context.workspace.time_zone, is_day=not hasattr(value.at, "hour")),
    }
    late = f" {_('It does not answer now; this is what it said before.')}" if value.is_late else ""
    return _("It is %(value)s now (%(source)s, %(at)s).") % said + late


def carry_out(
    context: ToolContext, *, kind: str, subject: str, condition: str, threshold: str, day: str, on: str
) -> Done:
    """Watch exactly this."""
    draft = Draft(
        kind=kind,
        subject=subject,
        condition=condition,
        threshold=Decimal(threshold) if threshold else None,
        day=day,
        on=date.fromisoformat(on) if on else None,
    )
    watch = watches.save_watch(
        workspace=context.workspace, actor=context.membership.user, watch=None, draft=draft, now=context.now
    )
    text = _("I watch it: %(what)s. You find it on the watch-list.") % {"what": wording.sentence(watch)}
    return Done(text=text, undo={"watch": str(watch.pk)})


def undo(context: ToolContext, *, watch: str) -> str:
    """Take the watch off the list."""
    found = Watch.objects.in_workspace(context.workspace).kept().get(pk=watch)
    watches.delete_watch(watch=found, actor=context.membership.user, now=context.now)
    return _("It is not watched any more.")


_LINE = {"type": "string", "pattern": r"^(-?\d+(\.\d+)?)?$", "maxLength": 30}
_SAID: dict[str, Any] = {
    "kind": {"enum": Kind.values},
    "subject": {"type": "string", "maxLength": 120, "description": "USD/INR, a share, a town, or words"},
    "condition": {"enum": ["", *Watch.Condition.values]},
    "threshold": {**_LINE, "description": "the line; per cent for change"},
    "day": {"type": "string", "maxLength": 40, "description": "of weather: tomorrow, 3 May, every day"},
}
_EXACT: dict[str, Any] = {**_SAID, "on": {"type": "string", "pattern": r"^(\d{4}-\d{2}-\d{2})?$"}}
TOOLS = (
    Tool(
        name=NAME,
        description="Proposes to tell the person when a rate, share price, the weather or words in their "
        "feeds pass a line; the person confirms.",
        parameters={
            "type": "object",
            "additionalProperties": False,
            "properties": {**_SAID, "money": {"type": "string", "maxLength": 3}},
        },
        effect=Effect.WRITE,
        permission=Permission.EDIT,
        run=propose,
        claim=claim,
        timeout_seconds=25.0,
        utterances=utterances.read(Path(__file__).parent / "utterances" / f"{NAME}.txt"),
        title=gettext_lazy("Prepared something to watch"),
        write=Write(
            parameters={
                "type": "object",
                "required": sorted(_EXACT),
                "additionalProperties": False,
                "properties": _EXACT,
            },
            carry_out=carry_out,
            undo=undo,
        ),
    ),
)
