"""The words of a reply: the first of the ways to them that the gate lets through."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from assistants import gate
from assistants.drafting import slots, styles
from assistants.drafting.base import MODEL, MONEY, Asked, Customer, Words
from assistants.drafting.styles import Style
from assistants.models import Channel, Enquiry, Identity
from assistants.services import knowledge, modelling, payments, triage, voice
from assistants.services.knowledge import Reach
from assistants.triage import signals
from assistants.triage.base import Reading
from assistants.voice.profiles import Profile
from assistants.voice.restyle import formulas, restyle
from lumen.common.text import slug_key

LEAST_WORDS = 5  # of a text that shows its language


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One message to find words for.

    `refused` are texts that were proposed before; `uses_model` is off where nobody will read the words.
    """

    enquiry: Enquiry
    text: str
    reading: Reading
    now: datetime
    style: Style = styles.PLAIN
    refused: Collection[str] = ()
    uses_model: bool = True


def best(question: Question) -> Words | None:
    """The first words without a problem; else the first there are, with what the gate says of them."""
    first: Words | None = None
    for words in _dressed_ones(question):
        if not words.problems:
            return words
        first = first or words
    return first


def _dressed_ones(question: Question) -> Iterator[Words]:
    profile = _profile(question)
    seen = {slug_key(text) for text in question.refused}
    for words in _found(question, profile):
        dressed = _checked(_dressed(words, question, profile), question)
        if (said := slug_key(dressed.text)) and said not in seen:
            seen.add(said)
            yield dressed


def _found(question: Question, profile: Profile | None) -> Iterator[Words]:
    """Every way to words in its order; a later one is only tried when the ones before did not do."""
    asked = _asked(question)
    reach = Reach(
        assistant=question.enquiry.assistant,
        topic=question.enquiry.topic,
        context=knowledge.context_for(question.enquiry.assistant, question.now),
    )
    ways: tuple[Callable[[Asked, Reach], list[Words]], ...] = (
        payments.arrived,
        knowledge.approved,
        knowledge.facts,
        knowledge.earlier,
        knowledge.papers,
    )
    for way in ways:
        yield from way(asked, reach)
    if question.uses_model:
        yield from modelling.reply(asked, reach, habits=_habits(profile))
    yield from knowledge.unfinished(asked, reach)


def _asked(question: Question) -> Asked:
    reading, enquiry = question.reading, question.enquiry
    return Asked(
        text=question.text,
        language=_language(question),
        customer=customer_of(enquiry),
        entities=[(entity.kind, entity.text) for entity in reading.entities],
        vector=knowledge.vector_of(triage.as_taught(question.text)),
    )


def _language(question: Question) -> str:
    return question.enquiry.assistant.language or question.reading.language


def customer_of(enquiry: Enquiry) -> Customer:
    """Who writes here, and what the business itself signed about them in this very channel."""
    contact = enquiry.contact
    proved = Identity.objects.filter(
        contact=contact, channel=enquiry.channel_id, verified_at__isnull=False
    ).order_by("created_at")
    keys: list[str] = []
    for identity in proved:
        is_address = enquiry.channel.kind == Channel.Kind.EMAIL
        keys += [identity.external_id, identity.value if is_address else ""]
    return Customer(
        name=contact.name,
        email=contact.email,
        is_verified=bool(proved),
        keys=tuple(key for key in keys if key),
    )


def _profile(question: Question) -> Profile | None:
    return voice.profile_of(question.enquiry.assistant)


def _dressed(words: Words, question: Question, profile: Profile | None) -> Words:
    """In the style of the enquiry, with the greeting and closing that the owner's replies have."""
    if words.is_exact:
        return words
    text = words.text if words.origin == MODEL else styles.shortened(words.text, question.style)
    if profile is not None and words.origin != MODEL:
        text = _restyled(text, question, profile)
    habits = formulas(profile) if profile else ()
    may_send = words.may_send and _is_theirs(words, question)
    return replace(words, text=text, known=(*words.known, *habits), may_send=may_send)


def _is_theirs(words: Words, question: Question) -> bool:
    """Whether the words are in the language the customer is answered in, as far as they tell."""
    is_short = len(words.text.split()) < LEAST_WORDS
    return words.origin == MONEY or is_short or signals.language(words.text) == _language(question)


def _restyled(text: str, question: Question, profile: Profile) -> str:
    fitting = profile
    if not question.style.greets:
        fitting = replace(fitting, greetings=())
    if not question.style.closes:
        fitting = replace(fitting, closings=(), last_sentences=())
    name = slots.said_name(question.enquiry.contact.name)
    return restyle(text, fitting, seed=str(question.enquiry.pk), name=name)


def _checked(words: Words, question: Question) -> Words:
    """What the gate says: sources are what the business knows; names and own numbers may be repeated."""
    assistant, contact = question.enquiry.assistant, question.enquiry.contact
    own = [source for source in words.sources if source.kind != "customer"]
    echoed = [source.text for source in words.sources if source.kind == "customer"]
    known = [assistant.workspace.name, assistant.name, contact.name, *echoed, *words.known]
    found = gate.check(
        words.text,
        [source.text for source in own if source.may_promise],
        silent=[source.text for source in own if not source.may_promise],
        known=[text for text in known if text],
    )
    return replace(words, problems=(*words.problems, *(asdict(problem) for problem in found)))


def _habits(profile: Profile | None) -> dict[str, str]:
    """How the business writes, in words for a model."""
    if profile is None:
        return {}
    habits = {
        "Its usual greeting": profile.greetings[0].text if profile.greetings else "",
        "Its usual closing": profile.closings[0].text if profile.closings else "",
    }
    return {name: text for name, text in habits.items() if text}
