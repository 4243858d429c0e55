"""Why a payment is filed as it is, in a sentence for the person who asks."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from transactions.enrichment import categories, words
from transactions.enrichment.brands import brand_in
from transactions.enrichment.cleaning import spoken_part, strip_noise
from transactions.models import Transaction, TransactionQuerySet


def reason_for(row: Transaction) -> str:
    """Who chose the category of this row, and from what. One query at most."""
    if row.category is None:
        return ""
    if row.category_source == categories.RULE:
        return _by_rule(row)
    if row.category_source == categories.HISTORY:
        return _by_habit(row)
    if row.category_source == categories.KEYWORD:
        return _by_list(row)
    fixed = {categories.USER: _("chosen by hand"), categories.FILE: _("as the file said")}
    return fixed.get(row.category_source, "")


def _by_rule(row: Transaction) -> str:
    if row.category_rule is None:
        return _("by one of your rules")
    return _("by your rule “%(name)s”") % {"name": row.category_rule.name}


def _by_habit(row: Transaction) -> str:
    times = filed_by_hand(row).filter(category=row.category).count()
    if not times:
        return _("as you filed this merchant before")
    said = ngettext("you filed this merchant so %(n)d time", "you filed this merchant so %(n)d times", times)
    return said % {"n": times}


def filed_by_hand(row: Transaction) -> TransactionQuerySet:
    """Other rows of this merchant that a person filed."""
    rows = Transaction.objects.in_workspace(row.workspace).live().exclude(pk=row.pk)
    return rows.filter(merchant=row.merchant, category_source=categories.USER)


def _by_list(row: Transaction) -> str:
    name = row.merchant.name if row.merchant else ""
    if brand := brand_in(name) or brand_in(spoken_part(row.description)):
        return _("Lumen's list knows %(name)s") % {"name": brand.name}
    for said in (name, strip_noise(row.description), row.description):
        if (hint := words.expense_hint(said)).category:
            return _hinted(hint)
    return _("by the words of the bank")


def _hinted(hint: words.Hint) -> str:
    if hint.is_telling:
        return _("because of the word “%(word)s”") % {"word": hint.word}
    return _("perhaps, because of the word “%(word)s”") % {"word": hint.word}


def alike(row: Transaction) -> TransactionQuerySet:
    """Other rows of the merchant that could be filed like this one: not by a person, and of its kind."""
    rows = Transaction.objects.in_workspace(row.workspace).live().exclude(pk=row.pk)
    if row.merchant_id is None or row.category_id is None or row.category_source != categories.USER:
        return rows.none()
    return (
        rows.filter(merchant_id=row.merchant_id, kind=row.kind)
        .exclude(category_id=row.category_id)
        .exclude(category_source=categories.USER)
        .exclude(locked__contains=["category"])
        .filter(reconciled_at__isnull=True)
    )
