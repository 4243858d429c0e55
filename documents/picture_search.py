"""Finding pictures: by what a picture model sees in them, else by their text, colours, codes and faces.

Every vector of a workspace is compared: a few thousand pictures are a few milliseconds.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

import numpy as np
import structlog
from celery.exceptions import CeleryError
from celery.exceptions import TimeoutError as WorkerTimeoutError
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from kombu.exceptions import OperationalError
from numpy.typing import NDArray

from documents import terms
from documents.models import Document, Page, PictureVector
from documents.pipeline import sniff
from lumen.ai.embeddings.base import may_load_model
from lumen.ai.media import clip
from lumen.ai.media.colours import NAMES

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import Workspace

log = structlog.get_logger(__name__)
TASK = "documents.tasks.embed_picture_query"
WAIT_SECONDS = 8.0  # the first time a worker loads the model
MOST_COMPARED = 20_000
MOST_READ = 5_000
BATCH = 16
SHARPNESS = 100.0  # by which CLIP models multiply cosines: they are trained up to it, and end there
COLOUR_SHARE = 0.08  # of the picture, for it to be of that colour
OTHER_NAMES = {"gray": "grey", "violet": "purple", "turquoise": "teal", "cyan": "teal", "golden": "yellow"}
_FACES = re.compile(r"\b(faces?|people|persons?|portraits?|selfies?|crowd|group photos?)\b", re.IGNORECASE)
_CODES = re.compile(r"\b(qr|qr-?codes?|bar-?codes?|codes?)\b", re.IGNORECASE)
_NOISE = re.compile(
    r"\b(find|show|search|look|for|me|all|any|the|a|an|of|with|in|on|my|our|photos?|pictures?|images?|pics?|"
    r"snapshots?|that|which|where|there|is|are|has|have|see|you|can|i|we|took|taken|and|from|please|"
    r"one|ones|some|colou?red|contain(s|ing)?|codes?|labels?)\b",
    re.IGNORECASE,
)
Way = Literal["model", "words"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenHit:
    """A picture and why it was found."""

    document: Document
    page: int
    score: float
    why: str
    seen: dict[str, Any]


@dataclass(frozen=True, slots=True)
class FoundPictures:
    """`way` says what was compared: pictures by a model, or the words of them."""

    hits: list[SeenHit]
    way: Way


def pictures_of(workspace: "Workspace") -> "QuerySet[Page]":
    """Photos and key frames, newest first."""
    pages = Page.objects.filter(
        document__workspace=workspace,
        document__deleted_at=None,
        document__status__in=Document.READABLE,
    ).select_related("document")
    photos = pages.filter(document__content_type__in=sniff.IMAGES, number=1)
    return (photos | pages.exclude(picture="")).order_by("-document__created_at", "number")


def find(*, workspace: "Workspace", text: str, k: int = 24) -> FoundPictures:
    """The pictures that fit best; all of them, newest first, when no words are given."""
    vector = query_vector(text) if text.strip() and clip.is_configured() else None
    if vector is not None and (hits := _near(workspace, vector, k)):
        return FoundPictures(hits, "model")
    return FoundPictures(_by_words(workspace, text, k), "words")


def query_vector(text: str) -> NDArray[np.float32] | None:
    """What the words wish for, as the picture model sees it (`PictureModel.of_wish`), made by a worker.

    Nothing when none answers.
    """
    try:
        if may_load_model():
            return clip.load()[1].of_wish(text)
        asked = import_string(TASK).apply_async(kwargs={"text": text}, expires=WAIT_SECONDS, retry=False)
        return np.asarray(asked.get(timeout=WAIT_SECONDS), dtype=np.float32)
    except (clip.NoPictureModelError, WorkerTimeoutError, CeleryError, OperationalError, OSError) as error:
        log.warning("picture_search.no_model", error=type(error).__name__)
        return None


def _near(workspace: "Workspace", vector: NDArray[np.float32], k: int) -> list[SeenHit]:
    """Pictures nearer to the wish than to words that name nothing; exactly, one after the other.

    The score is how likely the model takes the picture for the wish rather than for those words.
    """
    kept = PictureVector.objects.filter(model=clip.model_name(), page__in=pictures_of(workspace).values("pk"))
    rows = list(kept.values_list("page_id", "vector")[:MOST_COMPARED])
    if not rows:
        return []
    similar = np.asarray([row[1] for row in rows], dtype=np.float32) @ vector
    best = np.argsort(-similar, kind="stable")[:k]
    near = {rows[at][0]: _likely(float(similar[at])) for at in best if similar[at] > 0}
    pages = {page.pk: page for page in Page.objects.filter(pk__in=near).select_related("document")}
    return [_hit(pages[pk], score, _("looks like it")) for pk, score in near.items() if pk in pages]


def _likely(margin: float) -> float:
    return 1 / (1 + math.exp(-SHARPNESS * margin))


def _hit(page: Page, score: float, why: str) -> SeenHit:
    return SeenHit(document=page.document, page=page.number, score=round(score, 4), why=why, seen=page.seen)


def _by_words(workspace: "Workspace", text: str, k: int) -> list[SeenHit]:
    wanted = _Wanted.of(text)
    hits: list[SeenHit] = []
    for page in pictures_of(workspace)[:MOST_READ]:
        reasons = wanted.reasons(page) if wanted.says_anything else [(0.0, "")]
        if reasons:
            why = ", ".join(reason for _score, reason in reasons if reason)
            hits.append(_hit(page, sum(score for score, _reason in reasons), why))
    return sorted(hits, key=lambda hit: -hit.score)[:k]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the words ask for; a picture must have all of it but the words, and of these one."""

    colours: tuple[str, ...]
    faces: bool
    codes: bool
    words: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "_Wanted":
        said = [OTHER_NAMES.get(word, word) for word in re.findall(r"\w+", text.lower())]
        shades = tuple(dict.fromkeys(word for word in said if word in NAMES))
        rest = _NOISE.sub(" ", _CODES.sub(" ", _FACES.sub(" ", text)))
        left = terms.words(" ".join(word for word in re.findall(r"\w+", rest) if word.lower() not in _SHADES))
        faces, codes = bool(_FACES.search(text)), bool(_CODES.search(text))
        return cls(shades, faces, codes, tuple(dict.fromkeys(left)))

    @property
    def says_anything(self) -> bool:
        return bool(self.colours or self.faces or self.codes or self.words)

    def reasons(self, page: Page) -> list[tuple[float, str]]:
        """Why this picture is meant, with what each reason counts; nothing when it is not."""
        found = [self._colour(page.seen), self._faces(page.seen), self._codes(page.seen), self._words(page)]
        needed = [bool(self.colours), self.faces, self.codes, bool(self.words)]
        if any(is_needed and each is None for is_needed, each in zip(needed, found, strict=True)):
            return []
        return [each for each in found if each is not None]

    def _colour(self, seen: dict[str, Any]) -> tuple[float, str] | None:
        shares: dict[str, float] = {}
        for colour in seen.get("colours", []):
            shares[colour["name"]] = shares.get(colour["name"], 0.0) + colour["share"]
        if not self.colours or any(shares.get(name, 0.0) < COLOUR_SHARE for name in self.colours):
            return None
        return sum(shares[name] for name in self.colours), ", ".join(self.colours)

    def _faces(self, seen: dict[str, Any]) -> tuple[float, str] | None:
        count = len(seen.get("faces", []))
        if not self.faces or not count:
            return None
        return 0.5, ngettext("%(n)d face", "%(n)d faces", count) % {"n": count}

    def _codes(self, seen: dict[str, Any]) -> tuple[float, str] | None:
        count = len(seen.get("codes", []))
        if not self.codes or not count:
            return None
        return 0.5, ngettext("%(n)d code", "%(n)d codes", count) % {"n": count}

    def _words(self, page: Page) -> tuple[float, str] | None:
        if not self.words:
            return None
        codes = " ".join(code["text"] for code in page.seen.get("codes", []))
        said = " ".join(
            (page.text, str(page.seen.get("text") or ""), str(page.seen.get("caption") or ""), codes,
             " ".join(page.seen.get("labels", [])), page.document.title, page.document.filename)
        )  # fmt: skip
        held = set(terms.words(said))
        hits = [word for word in self.words if word in held]
        return (len(hits) / len(self.words), "“" + "”, “".join(hits) + "”") if hits else None


_SHADES = frozenset({*NAMES, *OTHER_NAMES})


def embed_missing(*, limit: int = 200) -> int:
    """Show pictures to the configured model that it has not seen; vectors of other models go.

    One that cannot be drawn is noted as like nothing, so that it is not tried each time before newer ones.

    Returns:
        How many were tried; fewer than `limit` when none is left.
    """
    if not clip.is_configured():
        return 0
    name, model = clip.load()
    PictureVector.objects.exclude(model=name).delete()
    pages = Page.objects.exclude(picture_vectors__model=name).select_related("document")
    wanted = pages.filter(document__status__in=Document.READABLE, document__deleted_at=None)
    photos = wanted.filter(document__content_type__in=sniff.IMAGES, number=1)
    waiting = list((photos | wanted.exclude(picture="")).order_by("-document__created_at", "number")[:limit])
    for at in range(0, len(waiting), BATCH):
        _embed(waiting[at : at + BATCH], name, model)
    return len(waiting)


def embed_one(document_id: UUID | str) -> None:
    """Embed the pictures of one paper, where a model is configured."""
    if clip.is_configured():
        name, model = clip.load()
        pages = Page.objects.filter(document_id=document_id).exclude(picture_vectors__model=name)
        photos = pages.filter(document__content_type__in=sniff.IMAGES, number=1)
        _embed(list((photos | pages.exclude(picture="")).select_related("document")), name, model)


def _embed(pages: Sequence[Page], name: str, model: clip.PictureModel) -> None:
    if not pages:
        return
    drawn = [_small(page) for page in pages]
    seen = model.of_pictures([picture or _blank() for picture in drawn])
    is_there = np.asarray([picture is not None for picture in drawn], dtype=np.float32)
    rows = [
        PictureVector(page=page, model=name, vector=vector)
        for page, vector in zip(pages, seen * is_there[:, None], strict=True)
    ]
    PictureVector.objects.bulk_create(rows, ignore_conflicts=True)


def _blank() -> Any:
    """What is shown in place of a picture that cannot be drawn; what is seen in it is not kept."""
    from PIL import Image

    return Image.new("RGB", (32, 32))


def _small(page: Page) -> Any:
    """The picture as it is shown in lists, drawn by a process of its own; nothing where it cannot be."""
    import io

    from PIL import Image

    from documents import thumbnails
    from documents.pipeline.render import UnrenderablePageError

    try:
        return Image.open(io.BytesIO(thumbnails.jpeg(page.document, page))).convert("RGB")
    except (UnrenderablePageError, FileNotFoundError, OSError):
        return None
