"""E-mail codes for programs: the browser's flow keeps its code in the session, programs have none."""

import hashlib
import hmac

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils.crypto import salted_hmac

from accounts.models import User
from lumen.audit import services as audit
from lumen.common.errors import LumenError

CODE_SECONDS = 900
CODE_TRIES = 5


class WrongCodeError(LumenError):
    status, code, title = 400, "wrong-code", "This code does not work"

    def __init__(self) -> None:
        super().__init__("The code is wrong, used or older than 15 minutes. Sign in for a new one.")


def is_verification_required() -> bool:
    return bool(settings.ACCOUNT_EMAIL_VERIFICATION == "mandatory")


def is_verified(user: User) -> bool:
    return bool(EmailAddress.objects.filter(user=user, verified=True).exists())


def new_code(*, user: User) -> str:
    """A fresh code for the person's address; an earlier one stops working."""
    code: str = get_adapter().generate_email_verification_code()
    slot = _slot(user.email)
    cache.set(slot, _digest(user.email, code), CODE_SECONDS)
    cache.set(f"{slot}:tries", 0, CODE_SECONDS)
    return code


@transaction.atomic
def confirm_email(*, email: str, code: str) -> User:
    """Mark the address as verified.

    Raises:
        WrongCodeError: wrong or old code, too many tries, or nobody has this address.
    """
    slot = _slot(email)
    kept = cache.get(slot)
    if kept is None or cache.incr(f"{slot}:tries") > CODE_TRIES:
        raise WrongCodeError
    if not hmac.compare_digest(kept, _digest(email, code)):
        raise WrongCodeError
    address = EmailAddress.objects.select_related("user").filter(email__iexact=email).first()
    if address is None:
        raise WrongCodeError
    cache.delete(slot)
    address.verified = True
    address.set_as_primary(conditional=True)
    address.save()
    audit.record(workspace=None, actor=address.user, action="user.email_confirmed")
    person: User = address.user
    return person


def _slot(email: str) -> str:
    return "verify:" + hashlib.sha256(email.strip().lower().encode()).hexdigest()


def _digest(email: str, code: str) -> str:
    spoken = code.replace("-", "").replace(" ", "").strip().upper()
    return salted_hmac("accounts.verification", f"{email.strip().lower()}:{spoken}").hexdigest()
