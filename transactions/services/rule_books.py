"""The workspace's rules as the engine wants them: read once, asked of any number of payments."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from lumen.common.text import fold
from transactions.models import Account, Category, Rule
from transactions.rules.conditions import Known
from transactions.rules.engine import RuleBook, Spec

if TYPE_CHECKING:
    from accounts.models import Workspace

_NOTHING = Known(categories={}, accounts=frozenset())


def book_of(workspace: "Workspace") -> RuleBook:
    """The rules that are switched on, in their order: one query, three when there are any."""
    specs = specs_of(workspace)
    return RuleBook(specs, known_to(workspace) if specs else _NOTHING)


def specs_of(workspace: "Workspace") -> list[Spec]:
    rows = Rule.objects.in_workspace(workspace).kept().filter(is_active=True).select_related("category")
    return [spec_of(rule) for rule in rows]


def spec_of(rule: Rule) -> Spec:
    """What a rule says, saved or not."""
    return Spec(
        key=str(rule.pk),
        name=rule.name,
        match=rule.match,
        conditions=tuple(rule.conditions),
        category=rule.category.name if rule.category else "",
        category_kind=rule.category.kind if rule.category else "",
        rename_to=rule.rename_to,
        add_tags=tuple(rule.add_tags),
        splits=tuple(rule.splits),
        marks_transfer=rule.marks_transfer,
        ignores=rule.ignores,
        stops=rule.stops,
    )


def known_to(workspace: "Workspace") -> Known:
    """What conditions may name, in two queries; a group of categories stands for all in it."""
    accounts = Account.objects.in_workspace(workspace).values_list("pk", flat=True)
    return Known(
        categories=_names(Category.objects.in_workspace(workspace)),
        accounts=frozenset(str(pk) for pk in accounts),
    )


def _names(categories: Iterable[Category]) -> dict[str, frozenset[str]]:
    names: dict[str, set[str]] = defaultdict(set)
    for category in categories:
        names[str(category.pk)].add(fold(category.name))
        if category.parent_id:
            names[str(category.parent_id)].add(fold(category.name))
    return {pk: frozenset(each) for pk, each in names.items()}


def names_of(workspace: "Workspace") -> dict[str, str]:
    """Accounts and categories by id, to show what a rule asks in words."""
    accounts = Account.objects.in_workspace(workspace).values_list("pk", "name")
    categories = Category.objects.in_workspace(workspace).values_list("pk", "name")
    return {str(pk): name for pk, name in [*accounts, *categories]}
