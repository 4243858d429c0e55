"""Calling a finding expected, once the person has confirmed."""

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from anomalies.models import Feedback, Finding
from anomalies.services import feedback
from lumen.ai.answers import Answer, ProposedWrite
from lumen.ai.tools.calling import GoneError
from lumen.ai.tools.registry import Claim, Done, Effect, Permission, Tool, ToolContext, Write
from lumen.common.text import slug_key

MOST_OFFERED = 5
MOST_AT_ONCE = 50
_FINE = r"(?:expected|fine|ok|okay|normal|mine|known|legit|all right|alright|theek|thik|sahi|jayaz)"
_WHAT = r"(?:one|ones|findings?|alerts?|charges?|payments?|notice|warning|thing)"
_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?:please |pls |can you )*(?:mark|set|flag|call|treat)\s+(?P<about>.+?)\s+(?:as|is)\s+{_FINE}",
        rf"(?P<about>(?:the|that|this|my|these|those|both|all)\b.*?\b{_WHAT}\b.*?)\s+(?:is|was|are|were)\s+{_FINE}",
        rf"(?P<about>.+?)\s+(?:wala|wali|wale|waala)(?: {_WHAT})?\s+{_FINE}"
        r"(?: tha| thi| the)?\s+(?:hai|hain|tha|thi|the)",
    )
]
_FILLERS = {
    *(
        "the",
        "that",
        "this",
        "my",
        "these",
        "those",
        "both",
        "all",
        "one",
        "ones",
        "finding",
        "findings",
        "alert",
    ),
    *("alerts", "charge", "charges", "payment", "payments", "notice", "warning", "thing", "as", "of", "from"),
    *("about", "for", "on", "to", "open", "it", "sab", "dono", "wala", "wali", "wale", "woh", "wo", "ye"),
}
_ALL = re.compile(r"\b(?:all|both|these|those|sab|dono|every|ones|findings)\b", re.IGNORECASE)
_KEY = re.compile(r"\b[0-9a-f]{8}\b")


def claim(context: ToolContext, text: str) -> Claim:
    """Sure when something is called expected that a finding may be about."""
    plain = " ".join(text.split()).rstrip(" ?.!")
    for form in _FORMS:
        if match := form.fullmatch(plain):
            return Claim(score=0.96, arguments={"about": match["about"]}, reason="calls a finding expected")
    return Claim(score=0.0)


def propose(context: ToolContext, *, about: str) -> Answer:
    """Say which findings would be called expected; nothing is changed yet."""
    found = _meant(context, about)
    if not found:
        text = _("No open finding is about that. Ask “anything unusual?” to see those that are open.")
        return Answer(status="no_data", text=text, source="mark_expected")
    if len(found) > 1 and not _ALL.search(about):
        return _which(found)
    shown = [f"{one.title} ({one.happened_on.day} {one.happened_on:%b %Y})" for one in found]
    sentence = ngettext(
        "Mark %(what)s as expected.", "Mark %(count)d findings as expected: %(what)s.", len(found)
    )
    proposed = ProposedWrite(
        tool="mark_expected",
        arguments={"findings": [str(one.pk) for one in found]},
        sentence=sentence % {"what": "; ".join(shown), "count": len(found)},
        facts=[(_("Finding"), line) for line in shown],
    )
    text = f"{proposed.sentence} {_('Nothing has changed yet: shall I?')}"
    return Answer(status="ok", text=text, source="mark_expected", proposals=[proposed])


def _meant(context: ToolContext, about: str) -> list[Finding]:
    """Open findings whose payee or words hold what was said; all of them when only "this" was said."""
    key = _KEY.search(about)
    words = [word for word in slug_key(about).split() if word not in _FILLERS]
    rows = Finding.objects.in_workspace(context.workspace).open().for_lists().open_first()
    found = []
    for finding in rows[:500]:
        held = slug_key(
            f"{finding.title} {finding.text} {finding.get_kind_display()} {finding.transaction.title}"
        )
        is_keyed = bool(key) and str(finding.pk).startswith(key[0] if key else "")
        if is_keyed or (not key and all(word in held.split() for word in words)):
            found.append(finding)
    return found[:MOST_AT_ONCE]


def _which(found: list[Finding]) -> Answer:
    options = [
        {
            "label": f"{one.title}, {one.happened_on.day} {one.happened_on:%b %Y}",
            "text": f"mark finding {str(one.pk)[:8]} as expected",
        }
        for one in found[:MOST_OFFERED]
    ]
    return Answer(
        status="clarify", text=_("Which of these do you mean?"), options=options, source="mark_expected"
    )


def mark_expected(context: ToolContext, *, findings: list[str]) -> Done:
    """Answer exactly these findings with "expected", as their page does.

    Raises:
        GoneError: somebody answered all of them since.
    """
    chosen = Finding.objects.in_workspace(context.workspace).open().filter(pk__in=findings)
    answered = [
        feedback.give_feedback(
            finding=finding,
            verdict=Feedback.Verdict.EXPECTED,
            actor=context.membership.user,
            now=context.now,
        )
        for finding in chosen
    ]
    if not answered:
        raise GoneError
    text = ngettext("%(count)d finding is answered.", "%(count)d findings are answered.", len(answered))
    undo = {"findings": [str(one.finding_id) for one in answered]}
    return Done(text=text % {"count": len(answered)}, undo=undo)


def undo(context: ToolContext, *, findings: list[str]) -> str:
    """Open the findings again that are still called expected.

    Raises:
        GoneError: somebody answered all of them differently since.
    """
    expected = Finding.objects.in_workspace(context.workspace).filter(state=Finding.State.EXPECTED)
    answered = list(expected.filter(pk__in=findings))
    if not answered:
        raise GoneError
    for finding in answered:
        feedback.undo_feedback(finding=finding, actor=context.membership.user, now=context.now)
    return _("They are open again.")


_EXACT: dict[str, Any] = {
    "type": "object",
    "required": ["findings"],
    "additionalProperties": False,
    "properties": {
        "findings": {"type": "array", "minItems": 1, "maxItems": MOST_AT_ONCE, "items": {"type": "string"}}
    },
}
TOOLS = (
    Tool(
        name="mark_expected",
        description="Proposes to mark open findings as expected; the person confirms.",
        parameters={
            "type": "object",
            "required": ["about"],
            "additionalProperties": False,
            "properties": {"about": {"type": "string", "maxLength": 200, "description": "“the netflix one”"}},
        },
        effect=Effect.WRITE,
        permission=Permission.EDIT,
        run=propose,
        claim=claim,
        timeout_seconds=5.0,
        title=gettext_lazy("Prepared an answer to findings"),
        write=Write(parameters=_EXACT, carry_out=mark_expected, undo=undo),
    ),
)
