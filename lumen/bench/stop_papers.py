"""Papers, pictures, recordings and voices in the middle of each stage, to be stopped there."""

import io
import random
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.models import Workspace
from chat import hearing
from documents import processing, services
from documents.models import Document, Page
from documents.pipeline import render
from lumen.ai.speech import speaking
from lumen.ai.video import ffmpeg
from lumen.bench.stop_answers import Asked
from lumen.bench.stop_watching import Seen, Work
from lumen.common import stopping

WORDS = ("rent", "notice", "deposit", "tenant", "month", "amount", "paid", "invoice", "account", "balance")
DENSE = (2_400, 3_300)
PHOTO = (6_000, 4_500)
PDF_PAGES = 500
WORD_PARAGRAPHS = 4_000
TEXT_LINES = 4_000
FILM_SECONDS = 20
SOUND_MINUTES = 29
SAID = "I paid the rent for March and then I bought two tickets to the city for nine hundred rupees. "
Making = Callable[[], bytes]


@contextmanager
def _folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="lumen-bench-") as name:
        yield Path(name)


def _lines(count: int) -> Iterator[str]:
    chance = random.Random(5)  # noqa: S311  the same words every time
    for _each in range(count):
        yield " ".join(chance.choices(WORDS, k=12))


def dense_page() -> bytes:
    """A photographed page full of words."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", DENSE, "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(34)
    for row, line in enumerate(_lines(DENSE[1] // 46)):
        draw.text((60, 46 * row), line, fill="black", font=font)
    return _as_jpeg(image)


def large_photo() -> bytes:
    from PIL import Image

    return _as_jpeg(Image.effect_noise(PHOTO, 60).convert("RGB"))


def _as_jpeg(image: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=80)
    return target.getvalue()


def long_pdf() -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4)
    lines = list(_lines(50))
    for _page in range(PDF_PAGES):
        for row, line in enumerate(lines):
            canvas.drawString(60, 800 - 15 * row, line)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def heavy_pdf() -> bytes:
    """One page with so many strokes that drawing it takes seconds."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    chance = random.Random(6)  # noqa: S311  the same strokes every time
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4)
    canvas.setFillAlpha(0.1)
    for _stroke in range(60_000):
        canvas.circle(chance.uniform(0, 595), chance.uniform(0, 842), chance.uniform(20, 200), fill=1)
    canvas.save()
    return target.getvalue()


def long_letter() -> bytes:
    from docx import Document as Letter

    letter = Letter()
    for line in _lines(WORD_PARAGRAPHS):
        letter.add_paragraph(line)
    target = io.BytesIO()
    letter.save(target)
    return target.getvalue()


def long_text() -> bytes:
    return "\n".join(_lines(TEXT_LINES)).encode()


def film() -> bytes:
    """A moving picture with a voice."""
    return _filmed(
        ["-f", "lavfi", "-i", f"testsrc2=s=640x360:r=25:d={FILM_SECONDS}", "-i", "pipe:0"],
        ["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"],
        "film.mp4",
        speaking.speak(SAID * 3).content,
    )


def long_sound() -> bytes:
    tone = f"sine=f=220:r=16000:d={SOUND_MINUTES * 60}"
    return _filmed(["-f", "lavfi", "-i", tone], ["-c:a", "libmp3lame", "-b:a", "32k"], "sound.mp3")


def _filmed(given: list[str], wanted: list[str], name: str, sound: bytes = b"") -> bytes:
    with _folder() as folder:
        path = folder / name
        subprocess.run([ffmpeg.program(), "-v", "error", *given, *wanted, str(path)], input=sound, check=True)
        return path.read_bytes()


class Kept:
    """What was made, once for all rounds."""

    def __init__(self) -> None:
        self._made: dict[str, bytes] = {}

    def of(self, make: Making) -> bytes:
        if make.__name__ not in self._made:
            self._made[make.__name__] = make()
        return self._made[make.__name__]


kept = Kept()


def _stored(workspace: Workspace, make: Making, name: str) -> Document:
    file = ContentFile(kept.of(make), name=name)
    found = services.store_upload(workspace=workspace, actor=None, file=file, name=name, queue=False)
    return found.document


@contextmanager
def read(
    workspace: Workspace, make: Making, name: str, is_there: Callable[[Document, Seen], bool]
) -> Iterator[Work]:
    """A paper that a worker reads until somebody cancels it."""
    document = _stored(workspace, make, name)
    try:
        yield Work(
            begin=lambda: processing.process(document_id=str(document.pk)),
            stop=lambda: _cancel(document),
            is_reached=lambda seen: is_there(document, seen),
        )
    finally:
        document.delete()


def _cancel(document: Document) -> None:
    try:
        services.cancel(document=document, actor=None)
    except services.NotAtWorkError:
        return


def running(*words: str, seconds: float = 0.0) -> Callable[[Document, Seen], bool]:
    """Whether a program with these words has been at work so long."""
    since: list[float] = []

    def is_there(document: Document, seen: Seen) -> bool:
        if not seen.runs(*words):
            since.clear()
            return False
        since.append(time.monotonic())
        return time.monotonic() - since[0] >= seconds

    return is_there


def at_status(status: str) -> Callable[[Document, Seen], bool]:
    def is_there(document: Document, seen: Seen) -> bool:
        document.refresh_from_db(fields=["status", "step"])
        return document.status == status

    return is_there


@contextmanager
def looked_at(workspace: Workspace) -> Iterator[Work]:
    """A photo that the tool of the chat looks at."""
    photo = _stored(workspace, large_photo, "photo.jpg")
    photo.status = Document.Status.READY
    photo.save()
    Page.objects.create(document=photo, number=1, text="")
    asked = Asked(workspace, "look closer: which colours are in this picture?", (str(photo.pk),))
    there = running("documents.pipeline.seeing", seconds=0.5)
    try:
        yield asked.work(lambda seen: there(photo, seen))
    finally:
        photo.delete()


@contextmanager
def heard(workspace: Workspace, make: Making, *words: str) -> Iterator[Work]:
    """A recording said into the box, until nobody waits for its words."""
    name = default_storage.save("speech/bench", ContentFile(kept.of(make)))
    cache.set(f"wanted:{name}", 1, 60)
    there = running(*words)
    try:
        yield Work(
            begin=lambda: hearing.hear_stored(workspace=workspace, name=name, language="en"),
            stop=lambda: cache.delete(f"wanted:{name}"),
            is_reached=lambda seen: there(Document(), seen),
        )
    finally:
        default_storage.delete(name)


def _given_up(call: Callable[[], object], *words: str, seconds: float = 0.0) -> Work:
    """Any call in a stretch of work that may be stopped."""
    is_over = threading.Event()
    there = running(*words, seconds=seconds)

    def begin() -> None:
        with stopping.stoppable(is_over.is_set):
            try:
                call()
            except stopping.StoppedError:
                return

    return Work(begin=begin, stop=is_over.set, is_reached=lambda seen: there(Document(), seen))


@contextmanager
def spoken(workspace: Workspace) -> Iterator[Work]:
    yield _given_up(lambda: speaking.speak(SAID * 36), speaking.PROGRAM)


@contextmanager
def drawn(workspace: Workspace) -> Iterator[Work]:
    with _folder() as folder:
        path = folder / "page.pdf"
        path.write_bytes(kept.of(heavy_pdf))
        yield _given_up(partial(_draw, path), "documents.pipeline.render", seconds=0.5)


def _draw(path: Path) -> None:
    with path.open("rb") as file:
        render.render_page(file, "application/pdf", 1, width=1_100)


Stage = Callable[[Workspace], AbstractContextManager[Work]]
CHILD = "documents.pipeline.child"
STAGES: dict[str, Stage] = {
    "a photo, looked at closely": looked_at,
    "OCR of a dense page": lambda of: read(of, dense_page, "page.jpg", running(CHILD, seconds=1.5)),
    "reading a PDF of 500 pages": lambda of: read(of, long_pdf, "long.pdf", running(CHILD, seconds=0.8)),
    "converting a Word file": lambda of: read(of, long_letter, "long.docx", running(CHILD, seconds=0.1)),
    "preparing passages for search": lambda of: read(of, long_text, "long.txt", at_status("embedding")),
    "drawing a page": drawn,
    "a film: its length counted by ffmpeg": lambda of: read(of, film, "film.mp4", running("-f null -")),
    "a film: its shots": lambda of: read(of, film, "film.mp4", running("lumen.ai.video.child", seconds=0.5)),
    "a film: its voice recognised": lambda of: read(of, film, "film.mp4", running("lumen.ai.speech.child")),
    "a film: a key frame taken by ffmpeg": lambda of: read(of, film, "film.mp4", running("image2pipe")),
    "a film: key frames read and looked at": lambda of: read(
        of, film, "film.mp4", running("documents.pipeline.frames", seconds=0.5)
    ),
    "a recording for the box: decoded by ffmpeg": lambda of: heard(of, long_sound, "ffmpeg", "s16le"),
    "a recording for the box: recognised": lambda of: heard(of, film, "lumen.ai.speech.child"),
    "speaking by espeak-ng": spoken,
}
