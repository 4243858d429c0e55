"""The print shop's front desk in the demo: what it learnt, who wrote, and what its owner decided."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from accounts.models import User, Workspace
from assistants.models import Assistant, Channel, Draft, Enquiry, Suggestion
from assistants.services import (
    assistants,
    contacts,
    drafts,
    education,
    enquiries,
    facts,
    learning,
    messages,
    suggestions,
    triage,
)
from assistants.services.contacts import Person
from assistants.services.messages import Incoming
from assistants.triage.fitting import Effort
from lumen.common.errors import LumenError
from lumen.notifications.services import mark_all_read

REPLIES = Path(__file__).parent / "files" / "shop-replies.jsonl"
SLUG = "demo-front-desk"
APPROVED = 17  # ready replies of those that were found
QUICK = Effort(steps=4)  # the night fits it as well as it can
FACTS = [  # name, text, may be promised
    ("Opening hours", "Monday to Friday from 10:00 to 19:00, Saturdays from 10:00 to 16:00.", True),
    ("Delivery in Pune", "Within Pune delivery is ₹80, and free from ₹2,000 on.", True),
    ("Reprints", "What we printed wrongly is printed again at no cost.", True),
    ("Prices", "Prices are without GST; 18% is added on the invoice.", False),
]
HOURS = {str(day): [["10:00", "19:00"]] for day in range(5)} | {"5": [["10:00", "16:00"]]}


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody wrote; what the owner then did with the draft, or with the enquiry."""

    who: str
    hours_ago: float
    text: str
    then: str = ""  # accept, edit, reject, resolve, snooze, reply
    words: str = ""


STORY = [
    Said("Harsh Vaidya", 52, "Hello, what would 500 visiting cards on thick paper cost?", "accept"),
    Said("Mitali Sane", 50, "Which file format do you need for a poster?", "accept"),
    Said("Joseph Pinto", 47, "Until what time are you open on Saturday?", "resolve"),
    Said("Deepa Kelkar", 30, "What do you charge for delivery in Pune?", "accept"),
    Said(
        "Sameer Khan",
        28,
        "How long do brochures take once I approve the proof?",
        "edit",
        "Hello Sameer! Brochures take three working days after you approve the proof, "
        "so yours would be ready on the fourth. Warm regards, Meera",
    ),
    Said("Rhea D'Souza", 26, "Where is my order 51206?", "reject"),
    Said("Nitin Gokhale", 25, "Can I get a GST invoice with my company's name on it?", "accept"),
    Said("Ananya Rao", 7, "The colours on my flyers came out far too dark. Who do I talk to?"),
    Said("Farhan Sheikh", 5, "How much are 250 business cards, both sides in colour?"),
    Said("Kavita Bhosale", 4, "Do you deliver to Mumbai and how long does it take?"),
    Said("Tara Menon", 3, "This is a disgrace! Third time I write and nobody answers. I am furious!!"),
    Said("Prakash Iyer", 2, "Do you also repair old typewriters?"),
    Said("Lena Fischer", 1.5, "I would rather talk to a person about a large order, please."),
    Said("Omkar Jagtap", 0.6, "What bleed should a flyer have?"),
    Said("Sunil Wagh", 0.2, "has my payment arrived? I paid by UPI this morning"),
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontDesk:
    """Seeds the shop's assistant as of `now`, through the services a person would use."""

    workspace: Workspace
    user: User
    now: datetime
    say: Callable[[str], None]

    def open(self) -> None:
        """Make it once: learnt replies, a website with a demo page, customers and decisions."""
        if Assistant.objects.in_workspace(self.workspace).filter(slug=SLUG).exists():
            return
        desk = self._assistant()
        learnt = self._learn(desk)
        self._approve(desk)
        channel = desk.channels.get(kind=Channel.Kind.WIDGET)
        for said in STORY:
            self._tell(channel, said)
        mark_all_read(workspace=self.workspace, user=self.user, now=self.now)
        waiting = Draft.objects.open().filter(assistant=desk).count()
        self.say(f"front desk: {learnt} replies learnt, {len(STORY)} customers, {waiting} drafts waiting")

    def _assistant(self) -> Assistant:
        desk = assistants.create(
            workspace=self.workspace,
            actor=self.user,
            name="Front desk",
            slug=SLUG,
            website="sahyadriprint.example",
            purpose="Answers customers of the print shop about prices, files, delivery and their orders.",
            greeting="Hello! Ask us about prices, files or your order.",
            business_hours=HOURS,
        )
        for name, text, is_promise in FACTS:
            facts.save(assistant=desk, actor=self.user, name=name, text=text, is_promise=is_promise)
        return desk

    def _learn(self, desk: Assistant) -> int:
        lines = REPLIES.read_text(encoding="utf-8").splitlines()
        rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
        for place, row in enumerate(rows):
            row["at"] = (self.now - timedelta(days=len(rows) - place)).isoformat()
        learnt = learning.learn_rows(assistant=desk, rows=rows, actor=self.user)
        triage.learn(assistant=desk, effort=QUICK)
        education.refit(assistant=desk)
        desk.refresh_from_db()
        return learnt.learnt

    def _approve(self, desk: Assistant) -> None:
        """Meera lets the replies be used that she gives most often; the others wait for her."""
        ready = desk.suggestions.filter(kind=Suggestion.Kind.REPLY, state=Suggestion.State.OPEN)
        for suggestion in ready.order_by("-count")[:APPROVED]:
            suggestions.approve(suggestion=suggestion, actor=self.user, now=self.now)

    def _tell(self, channel: Channel, said: Said) -> None:
        at = self.now - timedelta(hours=said.hours_ago)
        handle = said.who.casefold().replace(" ", ".").replace("'", "")
        person = Person(value=f"demo-{handle}", name=said.who, email=f"{handle}@mail.example")
        contact = contacts.contact_for(channel=channel, person=person, now=at)
        incoming = Incoming(text=said.text, at=at, external_id=f"demo-{handle}")
        message = messages.receive(channel=channel, contact=contact, incoming=incoming)
        if said.then:
            self._decide(message.enquiry, said, at + timedelta(minutes=20))

    def _decide(self, enquiry: Enquiry, said: Said, at: datetime) -> None:
        """What Meera did; where nothing was drafted, or words are missing, she writes herself."""
        enquiry.refresh_from_db()
        draft = Draft.objects.open().filter(enquiry=enquiry).first()
        try:
            self._judge(draft, said, at)
        except LumenError:
            words = said.words or "Hello! I look it up and write to you today. Warm regards, Meera"
            enquiries.reply(enquiry=enquiry, actor=self.user, text=words, now=at)
        if said.then == "resolve":
            enquiry.refresh_from_db()
            enquiries.resolve(
                enquiry=enquiry, actor=self.user, now=at, resolution=Enquiry.Resolution.CONFIRMED
            )

    def _judge(self, draft: Draft | None, said: Said, at: datetime) -> None:
        if draft is None:
            raise drafts.EmptyDraftError("Nothing was drafted.")
        seen: dict[str, Any] = {"draft": draft, "actor": self.user, "version": draft.version, "now": at}
        if said.then == "edit":
            drafts.edit(text=said.words, **seen)
        elif said.then == "reject":
            drafts.reject(reason=Draft.Reason.WRONG, **seen)
        else:
            drafts.accept(**seen)
