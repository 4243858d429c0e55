"""Whether a text leans on the question before it or stands by itself."""

from transactions.questions.facts import wants_base
from transactions.questions.reading import Reading

_SPEAKERS = frozenset(("i", "we", "my", "our", "maine", "humne", "mera", "meri", "mere"))
_OF_A_MEASURE = frozenset(("measure", "spend", "noun", "list", "where_prep", "follow", "per"))


def is_follow_up(reading: Reading) -> bool:
    """Whether a text leans on the one before: it begins like one, points back, or is only a fragment."""
    if not reading.items:
        return wants_base(reading)
    first = reading.items[0]
    if first.means("follow", "and") or first.means("follow", "only") or first.means("follow", "instead"):
        return True
    if first.means("compare", "vs") or first.means("not") or first.means("relative_period"):
        return True
    if reading.has("relative_period") and not reading.periods:
        return True
    if _points_back(reading):
        return True
    return _is_fragment(reading)


def _points_back(reading: Reading) -> bool:
    said = {item.said.lower() for item in reading.items if item.means("follow", "that")}
    return bool(said - {"this", "there", "it", "un", "same"}) or (
        bool(said) and not reading.periods and not reading.named
    )


def _is_fragment(reading: Reading) -> bool:
    """No verb of spending, and not both a subject and a time of its own."""
    if _is_bare_measure(reading):
        return True
    if reading.has("spend") or reading.has("of"):
        return False
    if reading.has("recurring") or reading.has("duplicates") or reading.has("budget") or reading.has("next"):
        return False
    has_subject = bool(reading.named)
    if not has_subject and not reading.periods:
        return True
    if reading.has("exists") or (reading.has("noun") and has_subject) or _asks_for_itself(reading):
        return False
    return not (has_subject and reading.periods) and not (has_subject and reading.has("extreme"))


def _is_bare_measure(reading: Reading) -> bool:
    """`total cost?`, `average spend`: a number of what was spoken of, by nobody and of nothing new."""
    if reading.named or reading.periods or reading.amounts or len(reading.items) > 3:
        return False
    kinds = {kind for item in reading.items for kind, _ in item.meanings}
    speaks = _SPEAKERS & set(reading.words)
    return (
        reading.has("measure") and kinds <= _OF_A_MEASURE and not speaks and not reading.has("measure", "net")
    )


def _asks_for_itself(reading: Reading) -> bool:
    """`three biggest purchases in October`, `top 5 categories this year`: what to pick, of what, and when."""
    picks = reading.has("extreme", "max") or reading.has("extreme", "min") or reading.has("top")
    return picks and bool(reading.periods) and (reading.has("noun") or reading.has("dim"))
