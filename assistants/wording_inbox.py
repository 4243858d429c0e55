"""What the inbox says in words: time that passes, what happened, how sure the assistant is."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assistants.models import Enquiry, EnquiryMessage
from assistants.services.sla import FIRST_REPLY, Clock

HOUR, DAY = 60, 1_440
SURE = ((0.95, "very"), (0.85, "sure"), (0.7, "fairly"), (0.5, "little"), (0.0, "unsure"))
ALIKE = ((0.25, "same"), (0.5, "close"), (0.75, "apart"), (9.0, "foreign"))


def short_time(minutes: float) -> str:
    """A length of time in its largest unit: `4 min`, `3 h`, `2 d`."""
    if minutes < 1:
        return _("now")
    if minutes < HOUR:
        return _("%(n)d min") % {"n": minutes}
    if minutes < DAY:
        return _("%(n)d h") % {"n": minutes // HOUR}
    return _("%(n)d d") % {"n": minutes // DAY}


def long_time(minutes: float) -> str:
    """The same in two units: `1 h 20 min`."""
    whole = round(minutes)
    if whole < HOUR:
        return _("%(n)d min") % {"n": whole}
    hours, rest = divmod(whole, HOUR)
    if hours >= 10 or not rest:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    return _("%(hours)d h %(rest)d min") % {"hours": hours, "rest": rest}


def clock_words(clock: Clock) -> str:
    """What is due when, counted in business hours."""
    time = long_time(clock.minutes)
    is_first = clock.kind == FIRST_REPLY
    if clock.is_paused:
        sentence = _("First answer rests with %(time)s left") if is_first else _("Rests with %(time)s left")
    elif clock.is_overdue:
        sentence = _("First answer overdue by %(time)s") if is_first else _("Overdue by %(time)s")
    else:
        sentence = _("First answer due in %(time)s") if is_first else _("To be resolved in %(time)s")
    return sentence % {"time": time}


def confidence_words(confidence: float | None) -> str:
    """How sure the assistant is, as calibrated: of a hundred such drafts, so many are right."""
    if confidence is None:
        return _("No figure for how sure")
    words = {
        "very": _("Very sure"),
        "sure": _("Sure"),
        "fairly": _("Fairly sure"),
        "little": _("Not very sure"),
        "unsure": _("Unsure"),
    }
    return words[next(name for least, name in SURE if confidence >= least)]


def confidence_tone(confidence: float | None) -> str:
    if confidence is None:
        return ""
    return "positive" if confidence >= 0.85 else "warning" if confidence >= 0.5 else "negative"


def voice_words(distance: float | None) -> str:
    """How near a text is to how the owner writes."""
    if distance is None:
        return ""
    words = {
        "same": _("Sounds like you"),
        "close": _("Close to how you write"),
        "apart": _("A little unlike you"),
        "foreign": _("Does not sound like you"),
    }
    return words[next(name for most, name in ALIKE if distance <= most)]


def problem_words(problem: Mapping[str, Any]) -> str:
    """What the gate held back, in a sentence."""
    text = str(problem.get("text", ""))
    sentences = {
        "number": _("No source has the number “%(text)s”."),
        "date": _("No source has the day “%(text)s”."),
        "code": _("No source has the code “%(text)s”."),
        "name": _("No source has the name “%(text)s”."),
        "promise": _("No source makes this promise: “%(text)s”."),
    }
    sentence = sentences.get(str(problem.get("kind", "")), _("No source says “%(text)s”."))
    return sentence % {"text": text}


def event_words(message: EnquiryMessage) -> str:
    """What happened, as the thread tells it."""
    details = message.details or {}
    who = message.user.display_name if message.user else _("Lumen")
    tell = EVENTS.get(str(details.get("what", "")), _something)
    return tell({**details, "who": who})


Facts = Mapping[str, Any]


def _resolved(facts: Facts) -> str:
    if facts.get("resolution") == Enquiry.Resolution.CONFIRMED:
        return _("%(who)s resolved this: the customer said that it is solved") % facts
    return _("%(who)s resolved this") % facts


def _assigned(facts: Facts) -> str:
    if not facts.get("name"):
        return _("%(who)s gave this back to everybody") % facts
    if facts["name"] == facts["who"]:
        return _("%(who)s took this") % facts
    return _("%(who)s assigned this to %(name)s") % facts


def _snoozed(facts: Facts) -> str:
    until = _moment(facts.get("until"))
    if until is None:
        return _("%(who)s snoozed this") % facts
    return _("%(who)s snoozed this until %(until)s") % {**facts, "until": short_moment(until)}


def _topic(facts: Facts) -> str:
    if not facts.get("to"):
        return _("%(who)s took the topic away") % facts
    return _("%(who)s says this is about “%(to)s”") % facts


def _priority(facts: Facts) -> str:
    known = dict(Enquiry.Priority.choices)
    to = str(known.get(str(facts.get("to")), facts.get("to", ""))).lower()
    return _("%(who)s set the priority to %(to)s") % {**facts, "to": to}


def _overdue(facts: Facts) -> str:
    if facts.get("of") == FIRST_REPLY:
        return _("The first answer is overdue")
    return _("The time to resolve this is over")


def _handed_over(facts: Facts) -> str:
    from assistants.models import HandoverReason

    reason = dict(HandoverReason.choices).get(str(facts.get("reason", "")), "")
    return (
        _("Handed over to people: %(reason)s") % {"reason": reason} if reason else _("Handed over to people")
    )


def _rated(facts: Facts) -> str:
    return _("The customer gave %(score)s of 5") % {"score": facts.get("score", "?")}


def _merged(facts: Facts) -> str:
    return _("%(who)s merged #%(number)s into this") % {"number": "?", **facts}


def _something(facts: Facts) -> str:
    what = str(facts.get("what", "")).replace("_", " ")
    return _("%(who)s: %(what)s") % {"who": facts["who"], "what": what}


def _simply(sentence: Callable[[], str]) -> Callable[[Facts], str]:
    return lambda facts: sentence() % facts


EVENTS: dict[str, Callable[[Facts], str]] = {
    "resolved": _resolved,
    "confirmed": _simply(lambda: _("The customer said that it is solved")),
    "reopened": _simply(lambda: _("%(who)s opened this again")),
    "snoozed": _snoozed,
    "woke": _simply(lambda: _("The snooze is over")),
    "assigned": _assigned,
    "prioritised": _priority,
    "labelled": _simply(lambda: _("%(who)s changed the labels")),
    "topic_corrected": _topic,
    "undone": _simply(lambda: _("%(who)s took the last change back")),
    "merged": _merged,
    "overdue": _overdue,
    "handed_over": _handed_over,
    "rated": _rated,
}


def short_moment(moment: datetime) -> str:
    """`Mon 23 Nov, 09:00` in the reader's time zone."""
    return date_format(localtime(moment), "D j M, H:i")


def _moment(text: Any) -> datetime | None:
    return parse_datetime(str(text)) if text else None
