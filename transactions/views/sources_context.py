"""What the pages of the ways in show, as plain values."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from transactions.forms_sources import ChecksForm, DisconnectForm, RenameForm, TestMessageForm
from transactions.mailboxes.opening import POLLED
from transactions.models import RawItem, Source
from transactions.services import sources
from transactions.sources import examples, guides, health
from transactions.sources.guides import Guide
from transactions.sources.health import Health

if TYPE_CHECKING:
    from accounts.models import Workspace

ICONS = {"sms": "phone", "mail": "mail", "imap": "inbox", "gmail": "mail"}
PASTE = "PASTE-THE-KEY-HERE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A source with its health, its icon and its state in words."""

    source: Source
    health: Health
    icon: str
    state: str
    tone: str
    needs_person: bool


def shown(one: Health) -> Shown:
    state, tone = _state(one.source)
    return Shown(
        source=one.source,
        health=one,
        icon="upload" if sources.is_own(one.source) else ICONS[one.source.kind],
        state=state,
        tone=tone,
        needs_person=one.source.state == Source.State.RECONNECT,
    )


def _state(source: Source) -> tuple[str, str]:
    if sources.is_disconnected(source):
        return _("Disconnected"), ""
    if not source.is_active:
        return _("Paused"), "warning"
    if source.state == Source.State.RECONNECT:
        return _("Connect again"), "negative"
    if source.state == Source.State.FAILING:
        return _("Not reachable"), "warning"
    if sources.is_own(source):
        return _("By hand"), ""
    return (_("Reading"), "positive") if source.kind in POLLED else (_("Listening"), "positive")


def source_list(workspace: "Workspace") -> dict[str, Any]:
    """All ways in: those that work for the workspace, and those that ended but left messages."""
    every = [shown(one) for one in health.of(list(Source.objects.in_workspace(workspace)))]
    ended = [one for one in every if sources.is_disconnected(one.source)]
    return {"sources": [one for one in every if one not in ended], "ended": ended}


def source_page(request: HttpRequest, source: Source, secret: str) -> dict[str, Any]:
    """What the page of one source shows; `secret` only right after it was made."""
    one = shown(health.of([source])[0])
    counts = [(label, one.health.by_outcome.get(code, 0)) for code, label in RawItem.Outcome.choices]
    context: dict[str, Any] = {
        "source": source,
        "one": one,
        "secret": secret,
        "counts": [(label, count) for label, count in counts if count],
        "is_own": sources.is_own(source),
        "is_polled": source.kind in POLLED,
        "is_disconnected": sources.is_disconnected(source),
        "rename": RenameForm(initial={"name": source.name}),
        "disconnect": DisconnectForm(initial={"keep": sources.EVERYTHING}),
    }
    if not context["is_own"] and not context["is_polled"]:
        context |= _pushed(request, source, secret)
    return context


def _pushed(request: HttpRequest, source: Source, secret: str) -> dict[str, Any]:
    """How something outside sends to a source."""
    guide = guides.guide_of(source.settings.get("app", ""), kind=source.kind)
    url = request.build_absolute_uri(
        reverse("webhook-sms" if source.kind == Source.Kind.SMS else "webhook-mail")
    )
    return {
        "guide": guide,
        "url": f"{url}?source={source.pk}" if guide.example == "twilio" else url,
        "examples": _examples(guide, source, url, secret or PASTE),
        "checks": ChecksForm(initial={"takes_key": source.settings.get("takes_key", False)}),
        "has_twilio_token": bool(sources.credentials_of(source).get("twilio_token")),
        "form": test_form(source),
    }


def test_form(source: Source) -> TestMessageForm:
    day = timezone.localdate().strftime("%d-%m-%y")
    if source.kind == Source.Kind.SMS:
        told = {"sender": examples.SAMPLE_SENDER, "text": examples.SAMPLE_TEXT.format(day=day)}
    else:
        told = {
            "sender": "HDFC Bank InstaAlerts <alerts@hdfcbank.net>",
            "text": examples.SAMPLE_MAIL.format(day=day),
        }
    return TestMessageForm(initial=told)


@dataclass(frozen=True, slots=True)
class Example:
    title: str
    code: str


def _examples(guide: Guide, source: Source, url: str, key: str) -> list[Example]:
    source_id = str(source.pk)
    if source.kind == Source.Kind.MAIL:
        worker = Example(_("The worker"), examples.worker(url=url, source_id=source_id))
        lines = examples.mail_curl(url=url, source_id=source_id, key=key)
        terminal = Example(_("From a terminal, with a mail in mail.eml. These lines really sign"), lines)
        return [worker, terminal] if guide.example == "worker" else [terminal]
    now = timezone.now().isoformat(timespec="seconds")
    text = examples.SAMPLE_TEXT.format(day=timezone.localdate().strftime("%d-%m-%y"))
    body = examples.message_body(text, now)
    terminal = Example(
        _("From a terminal. These lines really sign"),
        examples.curl(url=url, source_id=source_id, key=key, body=body),
    )
    first = {
        "headers": [
            Example(_("Headers"), examples.key_headers(source_id=source_id, key=key)),
            Example(_("Body"), examples.template_body()),
        ],
        "n8n": [Example(_("The nodes"), examples.n8n(url=url, source_id=source_id, key=key))],
        "twilio": [],
    }.get(guide.example, [Example(_("The message"), body)])
    return [*first, *([] if guide.example == "twilio" else [terminal])]
