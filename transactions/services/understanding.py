"""What a stored message says: the person's own word, what the workspace taught, then the readers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lumen.ai.llm import consent
from lumen.common.crypto import decrypt
from transactions.models import OwnTemplate, RawItem
from transactions.parsing import Reading, own, read_message
from transactions.parsing.banks import identify
from transactions.parsing.mail import Expected, Item, Mail, MailReading, open_mail, papers, read_opened
from transactions.parsing.mail.reader import AskModel, TextOf
from transactions.services import mail_model

if TYPE_CHECKING:
    from accounts.models import Workspace

BY_HAND = "you"


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A reading with what only mails and taught shapes say."""

    reading: Reading
    items: tuple[Item, ...] = ()
    expects: Expected | None = None
    is_receipt: bool = False
    institution: str = ""
    account_id: str = ""  # the account a person chose for such messages
    helped_by: str = ""  # papers or model, where the words of a mail said nothing
    wants_help: bool = False  # only a worker may ask those

    @classmethod
    def remembered(cls, told: Mapping[str, Any], institution: str) -> "Understood":
        """What `as_dict` kept of a reading that papers or a model helped with."""
        expects = told.get("expects")
        return cls(
            reading=Reading.from_dict(told),
            items=_items_of(told.get("items", ())),
            expects=None if expects is None else _expected_of(expects),
            is_receipt=bool(told["is_receipt"]),
            institution=institution,
            helped_by=told["helped_by"],
        )

    def as_dict(self) -> dict[str, Any]:
        """The JSON shape that is kept with the item."""
        told = self.reading.as_dict() | {"is_receipt": self.is_receipt}
        if self.items:
            told["items"] = items_as_json(self.items)
        if self.expects is not None:
            told["expects"] = {
                "merchant": self.expects.merchant,
                "amount": f"{self.expects.amount:f}",
                "currency": self.expects.currency,
                "direction": self.expects.direction,
            }
        if self.helped_by:
            told["helped_by"] = self.helped_by
        return told


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the messages of one workspace; what it was taught is loaded once.

    Attributes:
        text_of, ask_model: read a mail's papers, and ask a language model; slow, so given by workers.
        asks_later: a worker could ask a model.
    """

    templates: Sequence[own.Template] = field(default_factory=tuple)
    text_of: TextOf | None = None
    ask_model: AskModel | None = None
    asks_later: bool = False

    def read(self, item: RawItem) -> Understood:
        """What a stored item says; nothing is written."""
        understood = self.read_unsaid(item)
        if item.correction:
            return _corrected(understood, item.correction)
        return understood

    def read_unsaid(self, item: RawItem) -> Understood:
        """The same without what a person said about this very item."""
        text = text_of(item)
        if item.source.channel == "mail":
            return self._read_mail(item, open_mail(text))
        taught = own.read_with(self.templates, item.sender, text, item.received_at)
        bank = identify(item.sender, text)
        return Understood(
            reading=taught or read_message(item.sender, text, item.received_at),
            institution=bank.name if bank else "",
            account_id=self._account_of(taught),
        )

    def _read_mail(self, item: RawItem, mail: Mail) -> Understood:
        told = read_opened(mail, received_at=item.received_at, text_of=self.text_of, ask_model=self.ask_model)
        understood = self._understood(item, mail, told)
        when = mail.sent_at or item.received_at
        taught = own.read_mail_with(
            self.templates, told.author or mail.address, mail.subject, mail.text, when
        )
        if taught is None:
            return understood
        return replace(
            understood,
            reading=taught,
            items=() if understood.helped_by else understood.items,
            expects=None,
            is_receipt=taught.is_transaction and not told.institution,
            account_id=self._account_of(taught),
            helped_by="",
            wants_help=False,
        )

    def _understood(self, item: RawItem, mail: Mail, told: MailReading) -> Understood:
        """The reading, or what papers or a model had helped to read before."""
        if told.says_nothing and item.reading.get("helped_by"):
            return Understood.remembered(item.reading, told.institution)
        has_papers = bool(mail.attachments) and self.text_of is None
        return Understood(
            reading=told.reading,
            items=told.items,
            expects=told.expects,
            is_receipt=told.is_receipt,
            institution=told.institution,
            helped_by=told.helped_by,
            wants_help=told.says_nothing and (has_papers or self.asks_later),
        )

    def _account_of(self, taught: Reading | None) -> str:
        if taught is None:
            return ""
        template = next(one for one in self.templates if taught.parser.startswith(f"own:{one.id}/"))
        return str(template.facts.get("account") or "")


def reader_for(workspace: "Workspace") -> Reader:
    """A reader that knows what this workspace taught."""
    return Reader(_templates(workspace), asks_later=consent.is_given(workspace, "mails"))


def thorough(reader: Reader, workspace: "Workspace", *, asks: bool = True) -> Reader:
    """The same reader for a worker, who has the time to read a mail's papers and to ask a model."""
    ask_model = mail_model.asker(workspace) if asks else None
    return replace(reader, text_of=papers.text_of, ask_model=ask_model, asks_later=False)


def _templates(workspace: "Workspace") -> tuple[own.Template, ...]:
    rows = OwnTemplate.objects.in_workspace(workspace).filter(is_active=True)
    return tuple(template_of(row) for row in rows)


def template_of(row: OwnTemplate) -> own.Template:
    return own.Template(
        id=str(row.pk), sender_key=row.sender_key, shape=row.shape, outcome=row.outcome, facts=row.facts
    )


def text_of(item: RawItem) -> str:
    """The message as it arrived."""
    return decrypt(item.body)


def words_of(item: RawItem) -> str:
    """The message as people read it: a mail's subject and text."""
    text = text_of(item)
    if item.source.channel != "mail":
        return text
    mail = open_mail(text)
    return f"{mail.subject}\n\n{mail.text}".strip()


def author_of(item: RawItem) -> str:
    """Who wrote: the sender of a message, the address of whoever wrote a mail first."""
    if item.source.channel != "mail":
        return item.sender
    mail = open_mail(text_of(item))
    return read_opened(mail, received_at=item.received_at).author or mail.address


def items_as_json(items: Sequence[Item]) -> list[dict[str, Any]]:
    return [
        {
            "name": item.name,
            "quantity": item.quantity,
            "amount": None if item.amount is None else f"{item.amount:f}",
        }
        for item in items
    ]


def _items_of(told: Sequence[Mapping[str, Any]]) -> tuple[Item, ...]:
    return tuple(Item(one["name"], one["quantity"], _decimal(one["amount"])) for one in told)


def _expected_of(told: Mapping[str, Any]) -> Expected:
    return Expected(
        merchant=told["merchant"],
        amount=Decimal(told["amount"]),
        currency=told["currency"],
        expected_on=None,
        direction=told.get("direction", "debit"),
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _corrected(understood: Understood, correction: Mapping[str, Any]) -> Understood:
    """The person's word, with what they were not asked about kept from the reading."""
    told = correction["told"]
    if told["outcome"] != RawItem.Outcome.TRANSACTION:
        reading = Reading(outcome=told["outcome"], reason="You said so", confidence=1.0, parser=BY_HAND)
        return Understood(reading=reading, institution=understood.institution)
    reading = replace(
        understood.reading,
        outcome=told["outcome"],
        reason="You said so",
        amount=Decimal(told["amount"]),
        currency=told["currency"],
        direction=told["direction"],
        merchant=told["merchant"] or None,
        occurred_at=_moment(told["occurred_at"]) or understood.reading.occurred_at,
        category=told["category"] or None,
        confidence=1.0,
        parser=BY_HAND,
    )
    return replace(understood, reading=reading, expects=None, account_id=told["account"])
