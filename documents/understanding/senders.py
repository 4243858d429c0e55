"""From a name on a paper to the correspondent people know."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from documents.models import Correspondent
from lumen.audit import services as audit
from lumen.common.text import slug_key

if TYPE_CHECKING:
    from accounts.models import Workspace

SAME_FROM = 90
_ENDINGS = re.compile(
    r"\b(?:sdn bhd|bhd|pvt ltd|private limited|pte ltd|limited|ltd|llp|llc|inc|gmbh|ag|kg|sarl|srl|spa|co"
    r"|company|corp|plc|pt|cv|tbk|m|enterprise|enterprises)\b"
)


def key_of(name: str) -> str:
    """What two spellings of one sender have in common: no legal form, no spaces."""
    folded = slug_key(name)
    return (" ".join(_ENDINGS.sub(" ", folded).split()) or folded).replace(" ", "")


def sender_of(
    *, workspace: "Workspace", name: str, known: Sequence[Correspondent], may_create: bool
) -> Correspondent | None:
    """The correspondent of this name, also where it is spelt a little differently; else a new one."""
    name = _readable(name)
    key = key_of(name)
    if len(key) < 2:
        return None
    best = max(known, key=lambda one: fuzz.ratio(key, key_of(one.name)), default=None)
    if best is not None and fuzz.ratio(key, key_of(best.name)) >= SAME_FROM:
        return best
    if not may_create:
        return None
    made, is_new = Correspondent.objects.get_or_create(
        workspace=workspace, name__iexact=name, defaults={"workspace": workspace, "name": name}
    )
    if is_new:
        audit.record(workspace=workspace, actor=None, action="correspondent.found", correspondent_id=made.pk)
    return made


def _readable(name: str) -> str:
    """Shouted names as people write them."""
    name = " ".join(name.split())[:120]
    if not name.isupper() or len(name) < 6:
        return name
    return re.sub(r"[^\W\d_]{4,}", lambda word: word[0].capitalize(), name)
