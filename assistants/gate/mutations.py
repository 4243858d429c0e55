"""Ways to falsify a reply: what the gate is measured with."""

import random
import re
from collections.abc import Callable

from assistants.gate.checking import facts_of
from assistants.gate.facts import Fact
from assistants.voice.texts import sentences_of

_NAMES = (
    "Priyanka Voss",
    "Torben Aalto",
    "Guillermo Saenz",
    "Beatrix Hume",
    "Yaw Mensah",
    "Linnea Frost",
    "Dragan Ilic",
    "Hotel Miravento",
    "the Zephyr Mini",
    "Okapi Couriers",
    "the Gold Circle plan",
    "Mrs Whitlock",
)
_NAMED = (
    "Please ask for {name}.",
    "Our partner is {name}.",
    "You can also talk to {name}.",
    "It comes with {name}.",
)
_PROMISES = (
    "We will refund the full amount.",
    "I've cancelled the order for you.",
    "You'll get it by the weekend.",
    "We guarantee it will work.",
    "I have already sent a replacement.",
    "Your money is on its way back.",
    "We'll waive the fee.",
    "I'm upgrading your account now.",
    "You are entitled to a voucher.",
    "Our team has just approved your claim.",
    "We promise it won't happen again.",
    "This is free of charge.",
    "I will personally call you back.",
    "We're extending your trial.",
    "Your complaint has been escalated.",
    "Rest assured, the money will be paid out.",
    "We can assure you that it is covered.",
    "I refunded you.",
    "You will receive a new one.",
    "We shall compensate you for the trouble.",
    "Your booking is confirmed.",
    "Wir werden Ihnen den Betrag gutschreiben.",
    "Nous vous enverrons un remplacement.",
    "Hemos anulado el cargo.",
)
_DAYS = (
    "It arrives on 29 February.",
    "Come by tomorrow.",
    "The sale ends next week.",
    "We close at 22:45.",
    "Please reply by 31 October 2031.",
    "It starts on 30/11.",
    "The deadline is the 27th of August.",
)
_LINKS = (
    "See https://help-desk.example/refund.",
    "Write to claims@payouts.example.",
    "Call +49 171 5550199.",
    "Send it to 93 Gallows Hill Road.",
    "More on www.bonus-portal.example.",
    "Use the code WINTER77.",
)


def pieces(text: str) -> list[str]:
    """Single sentences, and the first two together."""
    sentences = sentences_of(text)
    return [*sentences, " ".join(sentences[:2])]


def alter_digit(text: str, seed: int) -> str:
    """Another digit somewhere."""
    places = [match.start() for match in re.finditer(r"\d", text)]
    if not places:
        return text
    place = _random(seed).choice(places)
    others = [digit for digit in "123456789" if digit != text[place]]
    return text[:place] + _random(seed + 1).choice(others) + text[place + 1 :]


def swap(text: str, seed: int) -> str:
    """Two numbers or two days exchanged."""
    facts = [fact for fact in facts_of(text) if fact.kind in {"number", "date"}]
    pairs = [(a, b) for i, a in enumerate(facts) for b in facts[i + 1 :] if _alike(a, b)]
    if not pairs:
        return text
    a, b = _random(seed).choice(pairs)
    return text[: a.start] + b.text + text[a.end : b.start] + a.text + text[b.end :]


def _alike(a: Fact, b: Fact) -> bool:
    """Two of one sort that do not overlap and say different things."""
    sort = {key[0] for key in a.needs} & {key[0] for key in b.needs}
    return bool(sort) and a.end <= b.start and not a.needs & b.needs


def _adding(sentences: tuple[str, ...]) -> Callable[[str, int], str]:
    return lambda text, seed: f"{text.rstrip()} {sentences[seed % len(sentences)]}"


def add_name(text: str, seed: int) -> str:
    sentence = _NAMED[seed % len(_NAMED)].format(name=_NAMES[seed % len(_NAMES)])
    return f"{text.rstrip()} {sentence}"


def _random(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 -- the same falsehoods every time


MUTATIONS: dict[str, Callable[[str, int], str]] = {
    "altered digit": alter_digit,
    "two facts swapped": swap,
    "invented name": add_name,
    "invented promise": _adding(_PROMISES),
    "invented day or time": _adding(_DAYS),
    "invented address or code": _adding(_LINKS),
}
