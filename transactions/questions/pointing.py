"""Words that point at something said before, when nothing was: `how much did I pay him`, `compare them`."""

from transactions.questions.outcome import Parsed, clarify
from transactions.questions.reading import Reading

_NEEDS_A_NAME = frozenset(
    (
        "there",
        "him",
        "her",
        "that guy",
        "that person",
        "the usual",
        "the other one",
        "other one",
        "the others",
    )
)


def asked_about_nothing(reading: Reading) -> Parsed | None:
    """A question back for a first text that needs one before it, or nothing."""
    pointing = [item.said for item in reading.items if item.means("follow", "that")]
    lonely = [said for said in pointing if said.lower() in _NEEDS_A_NAME]
    if lonely and not reading.named:
        return clarify(f"What do you mean by “{lonely[0]}”? Name a merchant, a category or a person.")
    if reading.items and all(_only_asks_how_much(item.meanings) for item in reading.items):
        return clarify("How much of what? Name a merchant, a category or a time.")
    return None


def leans_on_nothing(reading: Reading) -> Parsed | None:
    """The same for a text in which nothing else was understood."""
    if not any(item.means("follow") or item.means("compare") or item.means("more") for item in reading.items):
        return None
    return clarify("I do not know what that is about yet. Name a merchant, a category or a time.")


def _only_asks_how_much(meanings: frozenset[tuple[str, str]]) -> bool:
    return ("measure", "sum") in meanings and all(kind == "measure" for kind, _ in meanings)
