"""What is missing to the next phase, in words with figures."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from assistants.learning import earning
from assistants.learning.earning import Evidence, Standing
from assistants.models import Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One condition of the next phase: `have` of `need`, both as people read them."""

    text: str
    have: str
    need: str
    is_met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What is proved against the target, on a scale from half to all, where it matters."""

    bound: float  # 0..100 of the bar's width
    target: float
    percent: str
    suffices: bool
    decisions: int
    accepted: int
    missing: int  # decisions to the minimum


def needs_of(standing: Standing) -> list[Need]:
    """What the next phase asks for; empty at the last one."""
    if standing.phase == Phase.OBSERVE:
        return _to_recognise(standing)
    if standing.phase == Phase.RECOGNISE:
        return _to_drafts(standing)
    return _to_answering(standing)


def bar_of(evidence: Evidence) -> Bar:
    return Bar(
        bound=round(max(0.0, evidence.bound - 0.5) * 200, 1),
        target=round(max(0.0, evidence.target - 0.5) * 200, 1),
        percent=f"{evidence.bound * 100:.1f}",
        suffices=evidence.suffices,
        decisions=evidence.decisions,
        accepted=evidence.accepted,
        missing=max(0, evidence.minimum - evidence.decisions),
    )


def _to_recognise(standing: Standing) -> list[Need]:
    needs = [_counted(_("Messages of customers it knows"), standing.messages, standing.least_messages)]
    if standing.least_replies:
        needs.append(_counted(_("Replies people wrote"), standing.replies, standing.least_replies))
    return needs


def _to_drafts(standing: Standing) -> list[Need]:
    accuracy = standing.accuracy or 0.0
    return [
        _counted(_("Topics it can tell apart"), standing.topics, 1),
        Need(
            text=_("Topics read right, tried on messages it had not seen"),
            have=_percent(accuracy) if standing.accuracy is not None else _("not tried yet"),
            need=_percent(earning.ENOUGH_ACCURACY),
            is_met=accuracy >= earning.ENOUGH_ACCURACY,
        ),
    ]


def _to_answering(standing: Standing) -> list[Need]:
    evidence = standing.evidence
    return [
        _counted(_("Drafts you judged"), evidence.decisions, evidence.minimum),
        Need(
            text=_("Good drafts, as far as your judgements prove it"),
            have=_percent(evidence.bound),
            need=_percent(evidence.target),
            is_met=evidence.bound >= evidence.target,
        ),
        Need(
            text=_("The owner lets it answer"),
            have=_("on") if standing.is_switched_on else _("off"),
            need=_("on"),
            is_met=standing.is_switched_on,
        ),
    ]


def _counted(text: str, have: int, need: int) -> Need:
    return Need(text=text, have=str(have), need=str(need), is_met=have >= need)


def _percent(share: float) -> str:
    return f"{share * 100:.1f}%"
