"""Whether a workspace agreed to a language model, and to which use; who keeps that registers here."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from lumen.ai.llm import router
from lumen.ai.llm.base import LanguageModel
from lumen.ai.llm.budgets import Purse
from lumen.ai.llm.guarded import GuardedModel
from lumen.ai.llm.offline import OfflineModel

if TYPE_CHECKING:
    from accounts.models import Workspace

Use = Literal["answers", "tools", "mails", "pictures", "speech"]
Agreed = Callable[["Workspace", str, Use], bool]
_checks: list[Agreed] = []


def register(agreed: Agreed) -> None:
    """Ask `agreed(workspace, model, use)` from now on; nothing is sent without such a check."""
    _checks[:] = [agreed]


def is_given(workspace: "Workspace", use: Use) -> bool:
    """Whether this workspace's owner agreed to exactly the configured model for this use."""
    name = router.configured_name()
    return bool(name and _checks and _checks[0](workspace, name, use))


def is_given_to(workspace: "Workspace", name: str, use: Use) -> bool:
    """Whether this workspace's owner agreed to the outside service of that name for this use."""
    return bool(name and _checks and _checks[0](workspace, name, use))


def allowed_model(workspace: "Workspace", use: Use, purse: Purse | None = None) -> LanguageModel:
    """The configured model when the owner agreed to this use, else the offline twin.

    Args:
        purse: on whose account it is asked; one run asks with one purse.
    """
    model = router.language_model() if is_given(workspace, use) else OfflineModel()
    if not model.name:
        return model
    return GuardedModel(model, purse or Purse(workspace), lambda: is_given(workspace, use))
