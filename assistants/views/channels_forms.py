"""The forms of channels: making one for a kind, trying what was entered, keeping it."""

from django.utils import timezone
from django.utils.translation import gettext as _

from assistants.channels import checking
from assistants.channels.mail import mailbox
from assistants.channels.slack.outlet import token_of
from assistants.forms.channels import EmailForm, ProgramForm, SlackForm
from assistants.models import Assistant, Channel
from assistants.services import channels, delivery
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest

AnyForm = EmailForm | SlackForm | ProgramForm
FORMS: dict[str, type[AnyForm]] = {
    Channel.Kind.EMAIL: EmailForm,
    Channel.Kind.SLACK: SlackForm,
    Channel.Kind.WEBHOOK: ProgramForm,
}


def form_for(request: MemberRequest, kind: str, channel: Channel | None = None) -> AnyForm:
    if request.method == "POST":
        return FORMS[kind](request.POST, channel=channel)
    return FORMS[kind](channel=channel)


def tried(form: AnyForm, channel: Channel | None = None) -> str:
    """What the other side said; nothing is kept.

    Raises:
        LumenError: it does not work, in words.
    """
    if isinstance(form, EmailForm):
        kept = channels.credentials_of(channel) if channel else {}
        password = {**kept, **form.credentials()}.get("password", "")
        login, server = form.servers(password)
        count = checking.check_mail(login=login, server=server, now=timezone.now())
        told = _("It works: both servers let Lumen in, and %(folder)s holds %(count)s mails.")
        return told % {"folder": login.folder, "count": count}
    if isinstance(form, SlackForm):
        token = form.credentials().get("bot_token") or (token_of(channel) if channel else "")
        return _("It works: this is %(team)s.") % {"team": checking.check_slack(token=token)}
    return ""


def created(request: MemberRequest, assistant: Assistant, kind: str, form: AnyForm) -> Channel:
    """
    Raises:
        LumenError: there are too many, or this one is connected already.
    """
    told = form.settings()
    if kind == Channel.Kind.EMAIL:
        told["starts_at"] = timezone.now().isoformat()
    return channels.create(
        assistant=assistant,
        actor=request.user,
        kind=kind,
        name=_name(form),
        settings=told,
        credentials={} if isinstance(form, ProgramForm) else form.credentials(),
        secret=form.secret if isinstance(form, SlackForm) else "",
    )


def changed(request: MemberRequest, channel: Channel, form: AnyForm) -> Channel:
    return channels.update(
        channel=channel,
        actor=request.user,
        name=_name(form),
        settings=form.settings(),
        credentials={} if isinstance(form, ProgramForm) else form.credentials(),
        secret=form.secret if isinstance(form, SlackForm) else "",
    )


def check(channel: Channel) -> None:
    """Try a channel as it is kept, and note how it went.

    Raises:
        LumenError: it does not work, in words.
    """
    now = timezone.now()
    try:
        if channel.kind == Channel.Kind.EMAIL:
            login, server = mailbox.login_of(channel), mailbox.server_of(channel)
            checking.check_mail(login=login, server=server, now=now)
        elif channel.kind == Channel.Kind.SLACK:
            checking.check_slack(token=token_of(channel))
    except LumenError as error:
        delivery.note_health(channel, now, problem=error.detail)
        raise
    delivery.note_health(channel, now)
    delivery.note_health(channel, now, direction=delivery.READING)


def _name(form: AnyForm) -> str:
    return form.name if isinstance(form, EmailForm) else str(form.cleaned_data["name"])
