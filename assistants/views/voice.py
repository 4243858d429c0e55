"""How an assistant's owner writes: measured habits, a text tried against them, versions."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import can_edit, require_edit
from assistants.models import Assistant, VoiceProfile
from assistants.selectors import voice as selectors
from assistants.services import voice as services
from assistants.views.common import assistant_or_404
from assistants.voice.profiles import LEAST_REPLIES
from assistants.wording_inbox import voice_words
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest

LONGEST_TRIED = 4_000
SAYS_ENOUGH = 30  # replies; a voice measured on fewer is still rough


@require_safe
@login_required
def voice_page(request: MemberRequest, slug: str) -> HttpResponse:
    """Measured habits with their numbers, phrases, a box to try a text, versions, and drift."""
    assistant = assistant_or_404(request, slug)
    return render(request, "assistants/voice.html", _context(request, assistant))


def _context(request: MemberRequest, assistant: Assistant) -> dict[str, Any]:
    row, profile = selectors.current(assistant), selectors.profile_of(assistant)
    context: dict[str, Any] = {
        "assistant": assistant,
        "tab": "voice",
        "voice": row,
        "least": LEAST_REPLIES,
        "longest": LONGEST_TRIED,
        "may_edit": can_edit(request.membership),
    }
    if row is None or profile is None:
        return context
    return context | {
        "is_rough": row.replies < SAYS_ENOUGH,
        "groups": selectors.groups(profile),
        "phrases": selectors.phrases(profile),
        "versions": selectors.versions(assistant),
        "drift": _drift(row),
    }


def _drift(row: VoiceProfile) -> dict[str, Any] | None:
    """What the nightly look found; nothing before the first."""
    if not isinstance(row.drift, dict) or "checked_at" not in row.drift:
        return None
    return {
        "alarm": row.drift["alarm"],
        "recent": row.drift["recent"],
        "chance": row.drift["chance"],
        "checked_at": parse_datetime(row.drift["checked_at"]),
        "habits": selectors.drift_habits(row),
    }


@require_POST
@login_required
def voice_try(request: MemberRequest, slug: str) -> HttpResponse:
    """How far a text is from the voice, what differs, how the owner would put it. Keeps nothing."""
    assistant = assistant_or_404(request, slug)
    text = request.POST.get("text", "").strip()[:LONGEST_TRIED]
    trial = services.try_text(assistant, text) if text else None
    context = {"assistant": assistant, "tried": text, "trial": trial}
    if trial is not None:
        context |= {"verdict": voice_words(trial.distance), "percent": round(100 * trial.distance)}
    status = 200 if trial else 422
    if request.htmx:
        return render(request, "assistants/voice.html#voice-trial", context, status=status)
    return render(request, "assistants/voice.html", _context(request, assistant) | context, status=status)


@require_POST
@login_required
def voice_measure(request: MemberRequest, slug: str) -> HttpResponse:
    """Measure now: a new version from everything people wrote."""
    require_edit(request.membership)
    assistant = assistant_or_404(request, slug)
    try:
        version = services.measure_now(assistant, actor=request.user)
    except LumenError as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, _("Version %(n)d was measured.") % {"n": version.version})
    return redirect("assistants:voice", assistant.slug)
