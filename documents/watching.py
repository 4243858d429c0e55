"""A folder whose files are taken in by themselves and moved to `done/`, or refused and moved to `refused/`.

Looks at the folder again and again; a file is taken when nothing of it has changed between two looks.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.files import File

from documents import services
from documents.models import Document

if TYPE_CHECKING:
    from accounts.models import Workspace

DONE, REFUSED = "done", "refused"
UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".tmp", ".swp")
Look = tuple[int, int]  # size and time of the last change


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one file; `status`: new, known, refused, or waiting (no room, or not readable now)."""

    path: str
    status: str
    document_id: str | None = None
    problem: str | None = None


class WatchedFolder:
    """One folder and what was seen of it at the last look."""

    def __init__(self, root: Path, workspace: "Workspace") -> None:
        self._root = root.resolve()
        self._workspace = workspace
        self._seen: dict[Path, Look] = {}

    def look(self) -> Iterator[Taken]:
        """Take in what has stopped growing since the last look."""
        now = dict(self._looks())
        still = [path for path, look in now.items() if self._seen.get(path) == look]
        self._seen = {path: look for path, look in now.items() if path not in still}
        for path in still:
            yield self._take(path)

    def _looks(self) -> Iterator[tuple[Path, Look]]:
        for folder, inner, names in os.walk(self._root):
            is_root = Path(folder) == self._root
            inner[:] = sorted(
                name
                for name in inner
                if not name.startswith(".") and not (is_root and name in (DONE, REFUSED))
            )
            for name in sorted(names):
                path = Path(folder) / name
                if not _is_ignored(name) and not path.is_symlink() and (look := _look_at(path)):
                    yield path, look

    def _take(self, path: Path) -> Taken:
        inside = path.relative_to(self._root)
        try:
            return self._taken(path, inside)
        except OSError as error:  # it cannot be read now, or may not be moved
            return Taken(path=str(inside), status="waiting", problem=str(error.strerror))

    def _taken(self, path: Path, inside: Path) -> Taken:
        """Raises: OSError."""
        try:
            with path.open("rb") as handle:
                stored = services.store_upload(
                    workspace=self._workspace,
                    actor=None,
                    file=File(handle, name=path.name),
                    name=path.name,
                    source=Document.Source.FOLDER,
                    folder="" if inside.parent == Path() else str(inside.parent),
                )
        except services.QuotaError as error:
            return Taken(path=str(inside), status="waiting", problem=error.detail)
        except services.RefusedUploadError as error:
            moved = self._move(path, inside, REFUSED)
            moved.with_name(f"{moved.name}.why.txt").write_text(f"{error.detail}\n", encoding="utf-8")
            return Taken(path=str(inside), status="refused", problem=error.detail)
        self._move(path, inside, DONE)
        return Taken(
            path=str(inside),
            status="new" if stored.is_new else "known",
            document_id=str(stored.document.pk),
            problem=stored.note or None,
        )

    def _move(self, path: Path, inside: Path, folder: str) -> Path:
        """Beside what lies there already, never over it."""
        wanted = target = self._root / folder / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        number = 1
        while target.exists():
            number += 1
            target = wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}")
        return path.rename(target)


def _is_ignored(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower().endswith(UNFINISHED)


def _look_at(path: Path) -> Look | None:
    try:
        state = path.stat()
    except OSError:  # gone since it was listed
        return None
    return state.st_size, state.st_mtime_ns
