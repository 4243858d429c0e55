"""A recording said into the box, as text: taken in, heard by a worker, forgotten.

The request waits for the worker. It renews a note in the cache while it does; when the note is gone,
because the client went away or the time was up, the worker ends what it started.
"""

import asyncio
import contextlib
import uuid
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from asgiref.sync import async_to_sync, sync_to_async
from django.core.cache import cache
from django.core.files import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from lumen.ai.speech import vocabulary
from lumen.ai.speech.hearing import Heard, hear
from lumen.ai.speech.speaking import LANGUAGES
from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from celery.result import AsyncResult

    from accounts.models import Workspace

MOST_BYTES = 50 * 1024 * 1024
LONGEST_SECONDS = 30 * 60  # of sound; longer ones are papers, and read without anybody waiting
WAIT_SECONDS = 110.0
POLL_SECONDS = 0.04
WANTED_SECONDS = 3
_KINDS = ("audio/", "video/", "application/ogg", "application/octet-stream", "multipart/form-data")


class TooLargeSoundError(LumenError):
    status, code, title = 413, "sound-too-large", "This recording is too large"


class NotSoundError(LumenError):
    status, code, title = 415, "not-sound", "This is no recording"


class TooSlowError(LumenError):
    status, code, title = 503, "hearing-too-slow", "Nobody was free to listen"


class HearingError(LumenError):
    """What the worker could not do; status, code and title are those of its own error."""

    def __init__(self, told: dict[str, Any]) -> None:
        super().__init__(told["detail"])
        self.status, self.code, self.title = told["status"], told["code"], told["title"]  # type: ignore[misc]


class UnwantedError(Exception):
    """Nobody waits for this recording any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """Sound as it came in. `mime` is what the client calls it; what it is, ffmpeg tells."""

    file: File  # type: ignore[type-arg]
    mime: str = ""


def transcribe(
    *, workspace: "Workspace", recording: Recording, language: str = "en", wait_seconds: float = WAIT_SECONDS
) -> dict[str, Any]:
    """What is said in a recording: `text`, `words`, `segments`, `recogniser`, `seconds` and `took_ms`.

    Raises:
        TooLargeSoundError, NotSoundError: before anything is opened.
        HearingError: no sound in it, damaged, too long, or nothing here can hear it.
        TooSlowError: no worker was done in `wait_seconds`.
    """
    _require_sound(recording)
    name = default_storage.save(f"speech/{uuid.uuid4().hex}", recording.file)
    try:
        told = _heard_by_worker(str(workspace.pk), name, language, wait_seconds)
    finally:
        default_storage.delete(name)
    if "problem" in told:
        raise HearingError(told["problem"])
    return told


def hear_stored(*, workspace: "Workspace", name: str, language: str) -> dict[str, Any]:
    """What is said in a stored recording, as the worker tells it; refusals under `problem`."""

    def wanted() -> None:
        if not cache.get(_key(name)):
            raise UnwantedError

    with TemporaryDirectory(prefix="lumen-heard-") as folder:
        path = Path(folder) / "recording"
        try:
            with default_storage.open(name) as source, path.open("wb") as target:
                for piece in source.chunks():
                    target.write(piece)
            words = vocabulary.of(workspace)
            heard = hear(
                path, words=words, language=language, longest_seconds=LONGEST_SECONDS, on_wait=wanted
            )
        except LumenError as error:
            facts = {"status": error.status, "code": error.code}
            return {"problem": {**facts, "title": str(error.title), "detail": str(error.detail)}}
        except (UnwantedError, FileNotFoundError):
            return {"problem": _unwanted()}
    return _told(heard)


def _told(heard: Heard) -> dict[str, Any]:
    segments = [
        {"start_ms": one.start_ms, "end_ms": one.end_ms, "text": one.text, "confidence": one.confidence}
        for one in heard.segments
    ]
    return {
        "text": heard.text,
        "words": heard.words,
        "segments": segments,
        "recogniser": heard.recogniser,
        "seconds": round(heard.seconds, 2),
        "took_ms": round(heard.took_seconds * 1_000),
    }


def _require_sound(recording: Recording) -> None:
    size = recording.file.size
    if size > MOST_BYTES:
        raise TooLargeSoundError(
            _("A recording may have up to %(most)d MB. Upload a longer one under Documents.")
            % {"most": MOST_BYTES // 1024 // 1024}
        )
    if recording.mime and not recording.mime.lower().startswith(_KINDS):
        raise NotSoundError(_("Send sound or film, such as WebM, WAV, MP3, M4A or Ogg."))
    if not size:
        raise HearingError(_problem(422, "bad-sound", _("This recording is empty. Record it again.")))


def require_language(code: str) -> str:
    """A language that Lumen knows by its code, English when none is given.

    Raises:
        NotSoundError: it knows none of that code.
    """
    if code and code not in {language.code for language in LANGUAGES}:
        raise HearingError(_problem(422, "unknown-language", _("Lumen does not know this language.")))
    return code or "en"


def _heard_by_worker(workspace_id: str, name: str, language: str, seconds: float) -> dict[str, Any]:
    from chat.tasks import hear_recording

    cache.set(_key(name), 1, seconds)
    try:
        result = hear_recording.apply_async(
            kwargs={"workspace_id": workspace_id, "name": name, "language": language}, expires=seconds
        )
        told = result.result if result.ready() else async_to_sync(_wait)(result, name, seconds)
    finally:
        cache.delete(_key(name))
    if isinstance(told, BaseException):
        raise told
    return dict(told)


async def _wait(result: "AsyncResult[Any]", name: str, seconds: float) -> Any:
    """The worker's answer. Django cancels what it awaits when the client goes away."""

    def look() -> bool:
        cache.set(_key(name), 1, WANTED_SECONDS)
        return bool(result.ready())

    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while not await sync_to_async(look, thread_sensitive=False)():
        if loop.time() > until:
            with contextlib.suppress(Exception):  # the broker may be what is slow
                result.forget()
            raise TooSlowError(_("Nobody was free to listen in time. Try again, or type."))
        await asyncio.sleep(POLL_SECONDS)
    return await sync_to_async(lambda: result.result, thread_sensitive=False)()


def _key(name: str) -> str:
    return f"wanted:{name}"


def _unwanted() -> dict[str, Any]:
    return _problem(503, "not-waited-for", _("Nobody waits for this recording any more."))


def _problem(status: int, code: str, detail: str) -> dict[str, Any]:
    return {"status": status, "code": code, "title": _("This recording cannot be heard"), "detail": detail}
