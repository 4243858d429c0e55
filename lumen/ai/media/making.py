"""Pictures made by a service that the settings name; none is named by default.

It is asked as OpenAI's `/v1/images/generations` is, which many servers speak. Only the words go there. A call
counts against the allowances of language models, at `PICTURE_PRICE` where a picture came.
"""

import base64
import binascii
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from lumen.ai.llm.budgets import CHARACTERS_A_TOKEN, Amounts, Meter, Purse
from lumen.ai.media.pictures import MOST_BYTES, BadPictureError, open_picture
from lumen.common import stopping
from lumen.common.errors import LumenError

if TYPE_CHECKING:
    import httpx

log = structlog.get_logger(__name__)
VENDOR, VENDORS_OWN = "openai", "https://api.openai.com/v1"
LONGEST_PROMPT = 1_000
CONNECT_SECONDS, SECONDS = 5.0, 75.0
LARGEST_ANSWER = MOST_BYTES * 4 // 3 + 100_000  # base64 of the largest picture, and what stands around it
BEGINNINGS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}
WITHOUT_FORMAT = "gpt-image"  # answers with base64 always, and refuses to be told
MOST_REASON = 200
OK, BAD_REQUEST, UNPROCESSABLE = 200, 400, 422
AGAINST_RULES = ("policy", "safety", "moderation", "content_filter")  # in the code or the words of a refusal
NOT_ALLOWED, NOT_UNDERSTOOD, TOO_MANY = (401, 403), (400, 404, 422), 429


class NoMakerError(LumenError):
    status, code, title = 422, "not-configured", "Making pictures is not set up"


class MakerDownError(LumenError):
    status, code, title = 503, "service-down", "The picture service did not answer"


class MakerRefusedError(LumenError):
    status, code, title = 422, "picture-refused", "The picture service refused"


class NoPictureError(LumenError):
    status, code, title = 502, "no-picture", "The picture service sent no picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A picture as the model made it, PNG or JPEG by its ending."""

    content: bytes
    ending: str
    model: str


def name() -> str:
    """`openai:<model>` of the configured maker; empty when there is none."""
    said = str(settings.PICTURE_MAKER).strip()
    return said if ":" in said or not said else f"{VENDOR}:{said}"


def host() -> str:
    """Where the words would be sent, for people."""
    return urlsplit(_address()).netloc


def require_configured() -> None:
    """Raises: NoMakerError, naming the setting that is missing or cannot be used."""
    if not name():
        raise NoMakerError(
            _(
                "Making pictures is not configured. Whoever runs this Lumen can name a model in "
                "PICTURE_MAKER. Charts of your own figures need nothing: ask for “a chart of my spending by "
                "category”."
            )
        )
    if not name().startswith(f"{VENDOR}:"):
        raise NoMakerError(
            _(
                "PICTURE_MAKER names “%(name)s”. It takes openai:<model>, for any server that speaks as "
                "OpenAI's."
            )
            % {"name": name()}
        )


def make_picture(prompt: str, purse: Purse) -> Made:
    """Have the configured model make one picture; broken off when the run is stopped.

    Args:
        purse: on whose account.

    Raises:
        NoMakerError: none is configured.
        BudgetUsedUpError: an allowance is used up; nothing was sent.
        MakerDownError: no answer in time, or one that tells of its own trouble.
        MakerRefusedError: it does not make this picture, or not for this key.
        NoPictureError: what came is no picture, or one beyond the limits.
        StoppedError: nobody wants it any more.
    """
    require_configured()
    with _counted(prompt, purse) as told:
        told.update(stopping.fetched(_asked(prompt[:LONGEST_PROMPT]), name="make-picture"))
    content = _picture_in(told)
    ending = next((ending for start, ending in BEGINNINGS.items() if content.startswith(start)), "")
    if not ending:
        raise _no_picture()
    try:
        open_picture(content)
    except BadPictureError as error:
        raise NoPictureError(
            _("What %(host)s sent cannot be kept: %(reason)s") % {"host": host(), "reason": error.detail}
        ) from error
    return Made(content=content, ending=ending, model=name())


@contextmanager
def _counted(prompt: str, purse: Purse) -> Iterator[dict[str, Any]]:
    """One call on somebody's account. What it is answered goes into the yielded dict, and has its price."""
    meter = Meter(purse, name())
    tokens = len(prompt) // CHARACTERS_A_TOKEN + 1
    meter.set_aside(Amounts(calls=1, tokens=tokens, money=settings.PICTURE_PRICE))
    told: dict[str, Any] = {}
    started = time.monotonic()
    try:
        yield told
    finally:
        money = settings.PICTURE_PRICE if told else Decimal(0)
        seconds = Decimal(str(round(time.monotonic() - started, 2)))
        meter.settle(Amounts(calls=1, tokens=_used(told) or tokens, money=money, seconds=seconds))


def _used(told: dict[str, Any]) -> int:
    """The tokens that the service says it used; 0 when it does not say."""
    usage = told.get("usage")
    total = usage.get("total_tokens") if isinstance(usage, dict) else None
    return total if isinstance(total, int) and total > 0 else 0


def _address() -> str:
    base = str(settings.AI_BASE_URL or VENDORS_OWN).rstrip("/")
    return f"{base if base.endswith('/v1') else f'{base}/v1'}/images/generations"


async def _asked(prompt: str) -> dict[str, Any]:
    """The JSON of its answer."""
    import httpx

    model = name().partition(":")[2]
    body = {"model": model, "prompt": prompt, "n": 1}
    if not model.startswith(WITHOUT_FORMAT):
        body["response_format"] = "b64_json"
    headers = {"Authorization": f"Bearer {settings.AI_API_KEY}"} if settings.AI_API_KEY else {}
    limits = httpx.Timeout(SECONDS, connect=CONNECT_SECONDS)
    try:
        async with (
            httpx.AsyncClient(timeout=limits) as client,
            client.stream("POST", _address(), json=body, headers=headers) as answer,
        ):
            said = await _read(answer)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _down(type(error).__name__) from error
    _require_made(answer.status_code, said)
    return _json(said) or _raise_no_json()


async def _read(answer: "httpx.Response") -> bytes:
    started, said = time.monotonic(), bytearray()
    async for piece in answer.aiter_bytes():
        said += piece
        if len(said) > LARGEST_ANSWER:
            raise NoPictureError(
                _("What %(host)s sent is larger than %(most)d MB. Nothing was kept.")
                % {"host": host(), "most": MOST_BYTES // 1_000_000}
            )
        if time.monotonic() - started > SECONDS:
            raise _down("slow")
    return bytes(said)


def _raise_no_json() -> dict[str, Any]:
    raise NoPictureError(
        _(
            "%(host)s answered with something that is no answer of a picture service, such as a web page. "
            "Whoever runs this Lumen can check AI_BASE_URL. Nothing was kept."
        )
        % {"host": host()}
    )


def _require_made(status: int, said: bytes) -> None:
    """Raises: what a status other than 200 means."""
    if status == OK:
        return
    facts = {"host": host(), "reason": _reason(said)}
    if status in (BAD_REQUEST, UNPROCESSABLE) and _is_against_rules(said):
        raise MakerRefusedError(
            _("%(host)s does not make this picture%(reason)s Say it in other words.") % facts
        )
    if status in NOT_ALLOWED:
        raise MakerRefusedError(
            _("%(host)s does not accept this Lumen's key (AI_API_KEY). Tell whoever runs it.") % facts
        )
    if status == TOO_MANY:
        raise MakerDownError(_("%(host)s is busy, or its allowance is used up. Try again later.") % facts)
    if status in NOT_UNDERSTOOD:
        raise MakerRefusedError(
            _(
                "%(host)s does not take this request%(reason)s Whoever runs this Lumen can check "
                "PICTURE_MAKER."
            )
            % facts
        )
    raise _down(str(status))


def _is_against_rules(said: bytes) -> bool:
    """Whether what was asked for is the reason, rather than how it was asked."""
    told = _json(said).get("error")
    words = f"{told.get('code')} {told.get('type')} {told.get('message')}" if isinstance(told, dict) else ""
    return any(word in words.lower() for word in AGAINST_RULES)


def _reason(said: bytes) -> str:
    """The service's own words, shortened, in the middle of a sentence."""
    told = _json(said).get("error")
    words = " ".join(str(told.get("message") or "").split()) if isinstance(told, dict) else ""
    return f": “{words[:MOST_REASON]}”." if words else "."


def _json(said: bytes) -> dict[str, Any]:
    try:
        told = json.loads(said)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _picture_in(told: dict[str, Any]) -> bytes:
    """The bytes in the first item; an address is not followed."""
    try:
        return base64.b64decode(told["data"][0]["b64_json"], validate=True)
    except (KeyError, IndexError, TypeError, binascii.Error, ValueError):
        raise _no_picture() from None


def _down(why: str) -> MakerDownError:
    log.warning("picture_maker.failed", host=host(), error=why)
    return MakerDownError(_("%(host)s did not answer. Nothing was kept; try again later.") % {"host": host()})


def _no_picture() -> NoPictureError:
    return NoPictureError(
        _("What %(host)s sent is no PNG or JPEG picture. Nothing was kept.") % {"host": host()}
    )
