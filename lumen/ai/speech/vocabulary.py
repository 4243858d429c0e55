"""Names that a workspace's people say: who keeps such names registers here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lumen.ai.llm import consent
from lumen.ai.speech import configured
from lumen.ai.speech.plain import Name

if TYPE_CHECKING:
    from accounts.models import Workspace

__all__ = ["NOTHING", "Name", "Vocabulary", "of", "register"]

MOST_NAMES = 3_000
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What may be said beside everyday words, and whom the sound may be sent to."""

    phrases: tuple[str, ...] = ()
    names: tuple[Name, ...] = field(default=())
    agreed: str = ""  # the outside recogniser that the workspace's owner agreed to

    @property
    def all_names(self) -> tuple[Name, ...]:
        return (*self.names, *(Name(text) for text in self.phrases))


NOTHING = Vocabulary()
Provider = Callable[["Workspace"], Iterable[Name]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Ask `provider(workspace)` for names from now on."""
    if provider not in _providers:
        _providers.append(provider)


def of(workspace: "Workspace") -> Vocabulary:
    """The names of a workspace, those most spoken of first."""
    found: dict[tuple[str, str], Name] = {}
    for provider in _providers:
        for name in provider(workspace):
            text = " ".join(name.text.split())[:LONGEST_NAME]
            if text:
                found.setdefault((name.kind, text.casefold()), Name(text, name.kind, name.weight))
    names = sorted(found.values(), key=lambda name: -name.weight)[:MOST_NAMES]
    outside = configured.outside()
    agreed = outside if outside and consent.is_given_to(workspace, outside, "speech") else ""
    return Vocabulary(names=tuple(names), agreed=agreed)
