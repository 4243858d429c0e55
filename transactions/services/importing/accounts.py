"""The accounts a file tells about: which of ours they are, or what a new one is called."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from lumen.common.money import CURRENCIES
from transactions.importers.formats import Section
from transactions.models import Account, ImportBatch
from transactions.services import matching

if TYPE_CHECKING:
    from accounts.models import Workspace

_DEFAULT_NAME = "Main account"
_KIND_NAMES = {Account.Kind.CARD: "card", Account.Kind.LOAN: "loan", Account.Kind.INVESTMENT: "investments"}


def propose(
    *,
    workspace: "Workspace",
    sections: Sequence[Section],
    given: Account | None,
    named: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Every account of a file as the import keeps it, with the account of the workspace it may be.

    Args:
        given: what the person chose; it is the account of a file that tells about one.
        named: key, last four or name of an account of the file -> id of the account it is.
    """
    own = list(Account.objects.in_workspace(workspace).order_by("is_archived", "name"))
    kept: list[dict[str, Any]] = []
    for number, section in enumerate(sections):
        is_told = given is not None and len(sections) == 1
        found = given if is_told else _named(own, section, named) or _known(own, section)
        if found is None and given is not None and number == 0:
            found = given
        kept.append(_as_kept(section, found, own, kept))
    return kept


def _named(own: Sequence[Account], section: Section, named: Mapping[str, str]) -> Account | None:
    wanted = next((named[n] for n in (section.key, section.last4, section.name) if n and n in named), None)
    return next((account for account in own if str(account.pk) == wanted), None)


def _known(own: Sequence[Account], section: Section) -> Account | None:
    """By its key, its digits at its bank, the name it has or would get, or as the only one at its bank."""
    fitting = [a for a in own if not section.currency or a.currency == section.currency]
    steps: tuple[Callable[[Account], bool], ...] = (
        lambda a: bool(section.key) and _same_key(a.number_key, section.key),
        lambda a: _same_digits(a, section),
        lambda a: a.name in {section.name, proposed_name(section)} and not _contradicts(a, section),
    )
    for is_it in steps:
        if found := next((a for a in fitting if is_it(a)), None):
            return found
    if section.institution and not (section.last4 or section.key):
        at_bank = [a for a in fitting if a.institution == section.institution]
        return at_bank[0] if len(at_bank) == 1 else None
    return None


def _same_key(one: str, other: str) -> bool:
    return "".join(one.split()).upper() == "".join(other.split()).upper()


def _same_digits(account: Account, section: Section) -> bool:
    if not account.last4 or not section.last4 or (account.number_key and section.key):
        return False
    is_same = account.last4.endswith(section.last4) or section.last4.endswith(account.last4)
    return is_same and matching.same_institution(account.institution, section.institution)


def _contradicts(account: Account, section: Section) -> bool:
    return bool(account.number_key and section.key) or bool(
        account.last4 and section.last4 and account.last4 != section.last4
    )


def proposed_name(section: Section) -> str:
    """What a new account is called until somebody says otherwise."""
    if section.name.strip():
        return " ".join(section.name.split())[:100]
    short = matching.short_institution(section.institution)
    kind = _KIND_NAMES.get(Account.Kind(section.kind), "") if section.kind in Account.Kind else ""
    if section.last4:
        return " ".join(part for part in (short, kind, f"••{section.last4}") if part)[:100]
    return " ".join(part for part in (short, kind) if part)[:100] or _DEFAULT_NAME


def _as_kept(
    section: Section, found: Account | None, own: Sequence[Account], others: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    told = asdict(section)
    for name in ("opening_balance", "closing_balance"):
        told[name] = None if told[name] is None else f"{told[name]:f}"
    told["closing_on"] = section.closing_on.isoformat() if section.closing_on else None
    taken = {account.name for account in own} | {other["called"] for other in others}
    return {
        **told,
        "account": str(found.pk) if found else None,
        "called": _free_name(proposed_name(section), section.currency, taken),
    }


def _free_name(name: str, currency: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    more = [f"{name} {currency}"] if currency else []
    more += [f"{name} {number}" for number in range(2, 1_000)]
    return next((one for one in more if one not in taken), name)[:100]


def choose(batch: ImportBatch, chosen: dict[int, Account | None]) -> None:
    """Set which account each section is; `None` for a new one. The import is not saved."""
    sections = batch.reading.get("sections", [])
    for number, account in chosen.items():
        if 0 <= number < len(sections):
            sections[number]["account"] = str(account.pk) if account else None
            sections[number]["is_chosen"] = True


def open_missing(batch: ImportBatch) -> list[Account]:
    """Open the accounts that the file tells about and the workspace still does not have."""
    made = []
    own = list(Account.objects.in_workspace(batch.workspace))
    for section in batch.reading["sections"]:
        if section["account"] is None and not section.get("is_chosen"):
            found = _known(own, _section(section))
            section["account"] = str(found.pk) if found else None
        if section["account"] is None:
            account = _new_account(batch, section)
            section["account"] = str(account.pk)
            made.append(account)
    return made


def _section(kept: dict[str, Any]) -> Section:
    names = ("key", "name", "institution", "last4", "currency", "kind")
    return Section(**{name: kept[name] for name in names})


def _new_account(batch: ImportBatch, section: dict[str, Any]) -> Account:
    base = batch.workspace.base_currency
    taken = set(Account.objects.in_workspace(batch.workspace).values_list("name", flat=True))
    return Account.objects.create(
        workspace=batch.workspace,
        name=_free_name(section["called"] or _DEFAULT_NAME, section["currency"], taken),
        kind=section["kind"] if section["kind"] in Account.Kind else Account.Kind.BANK,
        institution=section["institution"][:100],
        last4=section["last4"][-4:],
        number_key=section["key"][:80],
        currency=section["currency"] if section["currency"] in CURRENCIES else base,
    )


def teach(batch: ImportBatch) -> dict[str, dict[str, list[str]]]:
    """Note on known accounts how files name them; says what each field was and is."""
    by_id = {str(a.pk): a for a in Account.objects.in_workspace(batch.workspace)}
    taught: dict[str, dict[str, list[str]]] = {}
    for section in batch.reading["sections"]:
        account = by_id.get(section["account"] or "")
        if account is None:
            continue
        told = {
            "number_key": section["key"][:80],
            "last4": section["last4"][-4:],
            "institution": section["institution"][:100],
        }
        news = {name: ["", value] for name, value in told.items() if value and not getattr(account, name)}
        for name, (_before, after) in news.items():
            setattr(account, name, after)
        if news:
            account.save(update_fields=[*news, "updated_at"])
            taught[str(account.pk)] = news
    return taught
