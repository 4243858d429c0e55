"""Pictures and words in one space: a CLIP model out of a folder, so that words find pictures.

The folder is what sentence-transformers saves or downloads (`clip-ViT-B-32`, for one). Nothing is fetched:
without a folder there is no such search, and Lumen says so.
"""

import hashlib
import logging
import os
import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.utils.translation import gettext as _
from numpy.typing import NDArray
from PIL import Image

from lumen.common.errors import LumenError

SIDE = 512  # pixels of the copy the model is given; it makes it smaller still
LONGEST_TEXT = 300
SAID = ("{}", "a photo of {}", "a picture of {}", "an image that shows {}")  # one wish in several words
NOTHING = ("a photo", "a picture", "an image", "a photo of something", "a picture of things")
SAMPLE = 1 << 20  # bytes at both ends of each file that the fingerprint looks at
Vectors = NDArray[np.float32]
_loading = threading.Lock()


class NoPictureModelError(LumenError):
    status, code, title = 422, "not-configured", "Searching pictures by words is not set up"


def folder() -> Path | None:
    """Where the model is; nothing when none is configured."""
    return Path(settings.PICTURE_MODEL) if settings.PICTURE_MODEL else None


def is_configured() -> bool:
    where = folder()
    return where is not None and where.is_dir()


def model_name() -> str:
    """Name and fingerprint of the weights: vectors of other weights are never compared.

    Raises:
        NoPictureModelError: no folder is configured, or there is none.
    """
    where = folder()
    if where is None:
        raise NoPictureModelError(
            _("No picture model is set up. Whoever runs this Lumen can name its folder in PICTURE_MODEL.")
        )
    if not where.is_dir():
        raise NoPictureModelError(_("The folder that PICTURE_MODEL names is not there."))
    files = tuple(
        (str(path.relative_to(where)), path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(where.rglob("*"))
        if path.is_file()
    )
    return f"{where.name[:60]} {_fingerprint(where, files)}"


@lru_cache(maxsize=4)
def _fingerprint(where: Path, files: tuple[tuple[str, int, int], ...]) -> str:
    """Of what is in the files; their dates only say when to look again."""
    digest = hashlib.sha256()
    for name, size, _changed in files:
        digest.update(f"{name}:{size}:".encode())
        with (where / name).open("rb") as file:
            digest.update(file.read(SAMPLE))
            file.seek(max(0, size - SAMPLE))
            digest.update(file.read(SAMPLE))
    return digest.hexdigest()[:16]


class PictureModel:
    """A loaded model. Its vectors have length 1; how many dimensions they have is the model's own affair."""

    def __init__(self, where: Path) -> None:
        os.environ["HF_HUB_OFFLINE"] = "1"
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        torch.set_num_threads(1)
        self._model: Any = SentenceTransformer(str(where), device="cpu", local_files_only=True)
        self._turn = threading.Lock()

    def of_pictures(self, pictures: Sequence[Image.Image]) -> Vectors:
        """Shape (n, d), float32, every row of length 1."""
        small = [picture.convert("RGB") for picture in pictures]
        for picture in small:
            picture.thumbnail((SIDE, SIDE))
        return self._encoded(small)

    def of_text(self, text: str) -> Vectors:
        """Shape (d,), float32, of length 1."""
        vector: Vectors = self._encoded([text[:LONGEST_TEXT]])[0]
        return vector

    def of_wish(self, text: str) -> Vectors:
        """The direction from pictures of anything towards pictures of this, shape (d,), float32.

        The product with a picture is how much nearer it is to the wish than to words that name nothing, as
        cosines: 0 is the border, whatever range the cosines of a model have.
        """
        wish = text.strip()[:LONGEST_TEXT]
        said = self._encoded([*(words.format(wish) for words in SAID), *NOTHING])
        towards: Vectors = _middle(said[: len(SAID)]) - _middle(said[len(SAID) :])
        return towards

    def _encoded(self, items: Sequence[Any]) -> Vectors:
        with self._turn:
            found = self._model.encode(list(items), convert_to_numpy=True, show_progress_bar=False)
        rows = np.asarray(found, dtype=np.float32)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        unit: Vectors = rows / np.maximum(lengths, 1e-12)
        return unit


def _middle(rows: Vectors) -> Vectors:
    """Their mean, made as long as they are."""
    middle: Vectors = rows.mean(axis=0)
    return middle / max(float(np.linalg.norm(middle)), 1e-12)


_loaded: dict[str, PictureModel] = {}


def load() -> tuple[str, PictureModel]:
    """The configured model and its name; loaded once, and again when the folder's content changed.

    Raises:
        NoPictureModelError: there is none, or the folder holds something else.
    """
    name = model_name()
    with _loading:
        if name not in _loaded:
            _loaded.clear()
            _loaded[name] = _opened(Path(settings.PICTURE_MODEL))
        return name, _loaded[name]


def _opened(where: Path) -> PictureModel:
    try:
        model = PictureModel(where)
        model.of_pictures([Image.new("RGB", (32, 32))])
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, ImportError) as error:
        raise NoPictureModelError(
            _("The folder that PICTURE_MODEL names holds no model that sees pictures.")
        ) from error
    return model
