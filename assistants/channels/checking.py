"""Trying whether a channel would work, before it is kept; nothing is changed."""

from datetime import datetime

from assistants.channels.mail import smtp
from assistants.channels.mail.smtp import Server
from assistants.channels.slack import members
from lumen.common.mailboxes.imap import Imap, Login


def check_mail(*, login: Login, server: Server, now: datetime) -> int:
    """Sign in at both servers: how many mails the folder holds.

    Raises:
        MailboxError, DeliveryError: with what is wrong in words.
    """
    box = Imap(login, since=now)
    try:
        count = box.check()
    finally:
        box.close()
    smtp.check(server)
    return count


def check_slack(*, token: str) -> str:
    """The name of the Slack workspace.

    Raises:
        DeliveryError: with what is wrong in words.
    """
    return members.check(token)
