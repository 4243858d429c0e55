"""Makes the demo workspaces by pushing the sample files through the real pipeline."""

import json
import mimetypes
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from email import message_from_bytes
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from celery import current_app
from django.core.files.base import ContentFile

from accounts import services as people
from accounts.models import Preferences, User, Workspace
from anomalies import services as watch
from documents import services as papers
from lumen.audit import services as audit
from lumen.audit.models import AuditEvent
from lumen.demo.calendar_shift import months_to_move, shift_text
from lumen.demo.customers import FrontDesk
from lumen.demo.housekeeping import Housekeeping
from lumen.demo.writer import OPENING, SHOP_OPENING
from lumen.feeds import demo as world
from lumen.notifications.services import mark_all_read
from transactions.models import Account, Source
from transactions.services import imports, inbox, sources
from transactions.services.catalog import account_named, ensure_catalog

FILES = Path(__file__).parent / "files"
EMAIL, PASSWORD = "demo@lumen.example", "show me the demo"
HOME, SHOP = "demo-household", "demo-shop"
WATCHED_DAYS = 60
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeder:
    """Seeds as of `now`; everything runs in this process, through the same services and tasks."""

    now: datetime
    say: Say

    @property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo("Asia/Kolkata")).date()

    def run(self) -> None:
        """Make what is missing. A second run, also after a broken first one, adds nothing twice."""
        current_app.conf.task_always_eager = True
        user = _demo_user()
        home = _workspace(user, slug=HOME, name="Kulkarni household")
        shop = _workspace(
            user,
            slug=SHOP,
            name="Sahyadri Print Works",
            kind=Workspace.Kind.BUSINESS,
            company_name="Sahyadri Print Works",
            industry="Printing",
        )
        if not _is_seeded(shop):
            self._money_and_papers(user, home, shop)
            audit.record(workspace=shop, actor=user, action="demo.seeded")
        self.say(f"{world.fill(home)} entries of news")
        FrontDesk(workspace=shop, user=user, now=self.now, say=self.say).open()

    def _money_and_papers(self, user: User, home: Workspace, shop: Workspace) -> None:
        savings = _account(home, "HDFC savings", ("HDFC Bank", "7788"), Account.Kind.BANK, OPENING)
        card = _account(home, "ICICI card", ("ICICI Bank", "4321"), Account.Kind.CARD)
        keeping = Housekeeping(workspace=home, user=user, now=self.now, today=self.today)
        keeping.rules()
        self.statement(home, user, "household-hdfc-savings.csv", savings)
        self.statement(home, user, "household-icici-card.csv", card)
        keeping.split()
        keeping.reconcile(savings, _closing(FILES / "household-hdfc-savings.csv"))
        self.messages(home, user)
        self.mails(home, user)
        self.documents(home, user)
        keeping.budgets()
        keeping.teach()
        current = _account(shop, "Axis current", ("Axis Bank", "5566"), Account.Kind.BANK, SHOP_OPENING)
        self.statement(shop, user, "shop-axis-current.csv", current)
        for workspace in (home, shop):
            since = self.today - timedelta(days=WATCHED_DAYS)
            watch.judge_history(workspace=workspace, since=since, now=self.now)
            mark_all_read(workspace=workspace, user=user, now=self.now)  # a month of news at once is none

    def shifted(self, path: Path) -> str:
        return shift_text(path.read_text(encoding="utf-8"), months_to_move(self.today))

    def statement(self, workspace: Workspace, user: User, name: str, account: Account) -> None:
        lines = self.shifted(FILES / name).splitlines(keepends=True)
        text = "".join(line for line in lines if self.is_past(line))
        file = ContentFile(text.encode(), name=name)
        batch = imports.start_import(workspace=workspace, actor=user, file=file, account=account)
        batch.refresh_from_db()
        if imports.earlier_import(batch):
            imports.discard(batch=batch, actor=user)
            return
        imports.start_commit(batch=batch, actor=user)
        batch.refresh_from_db()
        self.say(f"{name}: {batch.created_count} payments")

    def is_past(self, line: str) -> bool:
        """Whether a statement's line is not after today; lines without a date are kept."""
        first = line.strip().strip('"').split(",")[0].strip('"')
        for layout in ("%d/%m/%y", "%d/%m/%Y", "%d-%m-%Y"):
            try:
                return datetime.strptime(first, layout).date() <= self.today  # noqa: DTZ007
            except ValueError:
                continue
        return True

    def messages(self, workspace: Workspace, user: User) -> None:
        source = _source(workspace, user, "Meera's phone", "sms")
        count = 0
        for line in self.shifted(FILES / "household-messages.jsonl").splitlines():
            message = json.loads(line)
            received_at = datetime.fromisoformat(message["received_at"])
            if received_at > self.now:
                continue
            inbox.receive(
                source=source, sender=message["sender"], text=message["text"], received_at=received_at,
                stamp=message["received_at"],
            )  # fmt: skip
            count += 1
        self.say(f"{count} bank messages")

    def mails(self, workspace: Workspace, user: User) -> None:
        source = _source(workspace, user, "Meera's mailbox", "mail")
        count = 0
        for path in sorted((FILES / "mails").glob("*.eml")):
            mail = message_from_bytes(self.shifted(path).encode())
            sent = self._weekday_fixed(mail["Date"])
            if sent > self.now:
                continue
            mail.replace_header("Date", format_datetime(sent))
            inbox.receive_mail(source=source, raw=mail.as_bytes(), received_at=sent)
            count += 1
        self.say(f"{count} mails")

    def _weekday_fixed(self, written: str) -> datetime:
        """The moment of a moved `Date` header, whose weekday no longer fits."""
        return parsedate_to_datetime(written.partition(",")[2].strip() or written)

    def documents(self, workspace: Workspace, user: User) -> None:
        paths = sorted(p for p in (FILES / "documents").iterdir() if p.is_file())
        for path in paths:
            file = ContentFile(path.read_bytes(), name=path.name)
            papers.store_upload(workspace=workspace, actor=user, file=file, name=path.name)
            self.say(f"{path.name} ({mimetypes.guess_type(path.name)[0] or 'text'})")


def _demo_user() -> User:
    user = User.objects.filter(email=EMAIL).first()
    if user is None:
        user = User.objects.create_user(EMAIL, PASSWORD, first_name="Meera", last_name="Kulkarni")
        EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)
        Preferences.objects.get_or_create(user=user)
    return user


def _workspace(user: User, *, slug: str, name: str, **extra: str) -> Workspace:
    found = Workspace.objects.filter(slug=slug, memberships__user=user).first()
    return found or people.create_workspace(owner=user, name=name, slug=slug, **extra)


def _account(
    workspace: Workspace, name: str, bank: tuple[str, str], kind: str, opening: Decimal = Decimal(0)
) -> Account:
    ensure_catalog(workspace)
    account = account_named(workspace=workspace, name=name, kind=kind)
    account.institution, account.last4 = bank
    account.opening_balance = opening
    account.save(update_fields=["institution", "last4", "opening_balance", "updated_at"])
    return account


def _closing(statement: Path) -> Decimal:
    """What the last line of a statement says the account holds."""
    return Decimal(statement.read_text(encoding="utf-8").rstrip().rpartition(",")[2])


def _source(workspace: Workspace, user: User, name: str, kind: str) -> Source:
    found = Source.objects.in_workspace(workspace).filter(name=name).first()
    return found or sources.create_source(workspace=workspace, actor=user, name=name, kind=kind).source


def _is_seeded(workspace: Workspace) -> bool:
    audit.drain_outbox()
    return AuditEvent.objects.filter(workspace_id=workspace.pk, action="demo.seeded").exists()
