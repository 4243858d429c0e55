"""Setting a budget, once the person has confirmed."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lumen.ai.answers import Answer, ProposedWrite
from lumen.ai.tools.calling import CannotBeUndoneError
from lumen.ai.tools.registry import Claim, Done, Effect, Permission, Tool, ToolContext, Write
from lumen.common.dates import month_of, today_in
from lumen.common.money import format_money
from transactions.models import Budget, Category
from transactions.services import budgets
from transactions.tools import meant
from transactions.tools.currencies import NotAnAmountError, read_money

MOST = Decimal("1e12")
_PLEASE = r"(?:(?:please|pls|kindly|can you|could you|ok|hey|i want to|lets|let's)[\s,]+)*"
_VERB = (
    r"(?:set|make|create|add|put|keep|fix|change|update|raise|increase|reduce|lower|decrease|cut"
    r"|give me|i want)"
)
_MY = r"(?:(?:a|an|my|our|the|me|up|monthly|new)\s+)*"
_MONEY = (
    r"(?P<amount>[^a-z\s]*(?:rs\.?\s*|inr\s*)?\d[\d,.]*"
    r"\s*(?:k|lakhs?|lacs?|thousand|crores?|cr|hazaar|hazar)?(?:\s*(?:rs|rupees|inr|rupaye))?)"
)
_TAIL = r"(?:\s+(?:a|per|every|each) month|\s+monthly)?"
_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_PLEASE}{_VERB}\s+{_MY}budget\s+(?:of|to|at|as)\s+{_MONEY}{_TAIL}\s+(?:for|on)\s+(?P<category>.+?){_TAIL}",
        rf"{_PLEASE}(?:{_VERB}\s+)?{_MY}{_MONEY}\s+budget\s+(?:for|on)\s+(?P<category>.+?){_TAIL}",
        rf"{_PLEASE}{_VERB}\s+{_MY}budget\s+(?:for|on|of)\s+(?P<category>.+?)\s+(?P<how>to|at|as|of|by)\s+{_MONEY}{_TAIL}",
        rf"{_PLEASE}{_VERB}\s+{_MY}(?P<category>(?!budget).+?)\s+budget\s+(?P<how>to|at|as|of|by)\s+{_MONEY}{_TAIL}",
        rf"{_PLEASE}(?:budget)\s+{_MONEY}{_TAIL}\s+(?:for|on)\s+(?P<category>.+?){_TAIL}",
        rf"(?:mera |meri |mere )?(?P<category>.+?)\s+(?:ka|ki|ke liye|ke)\s+(?:monthly )?budget\s+{_MONEY}\s*"
        r"(?:(?:kar|rakh|set|bana|karo|rakho|banao)(?:\s*(?:do|dena|karo|kar do|dijiye))?)",
    )
]
_REMOVE = re.compile(
    rf"{_PLEASE}(?:remove|delete|drop|cancel)\s+{_MY}(?:budget\s+(?:for|on|of)\s+(?P<one>.+)|(?P<two>.+?)\s+budget)",
    re.IGNORECASE,
)
_LESS = re.compile(r"\b(?:reduce|lower|decrease|cut)\b", re.IGNORECASE)
_HINDI_SCALES = (("hazaar", "thousand"), ("hazar", "thousand"))


def claim(context: ToolContext, text: str) -> Claim:
    """Sure when a budget, an amount and what it is for are said."""
    plain = " ".join(text.split()).rstrip(" ?.!")
    for form in _FORMS:
        if match := form.fullmatch(plain):
            return _claimed(plain, match.groupdict())
    if match := _REMOVE.fullmatch(plain):
        category = match["one"] or match["two"]
        return Claim(
            score=0.96, arguments={"category": category, "amount": "0"}, reason="wants a budget gone"
        )
    return Claim(score=0.0)


def _claimed(plain: str, said: dict[str, str | None]) -> Claim:
    arguments = {"category": str(said["category"]), "amount": str(said["amount"]).strip()}
    if (said.get("how") or "").lower() == "by":
        arguments["change"] = "less" if _LESS.search(plain) else "more"
    return Claim(score=0.96, arguments=arguments, reason="wants a budget set")


def propose(context: ToolContext, *, category: str, amount: str, change: str = "") -> Answer:
    """Say which budget would become what; nothing is changed yet.

    Raises:
        NotAnAmountError: the amount is none, or is in another currency.
        NotSpendingError: the category is not one for spending.
    """
    found = meant.category_meant(context, category)
    if found is None:
        answer = meant.no_category(context, category, f"set a budget of {amount} for {{}}")
        return replace(answer, source="set_budget")
    budgets.require_spending(found)
    before = _monthly(context, found)
    planned = _planned(context, amount, change, before)
    if planned == before:
        text = _("That is the budget of “%(name)s” already.") % {"name": found.name}
        return Answer(status="ok", text=text, source="set_budget")
    proposed = ProposedWrite(
        tool="set_budget",
        arguments={"category": str(found.pk), "monthly_amount": f"{planned:f}", "before": f"{before:f}"},
        sentence=_sentence(context, found, planned, before),
        facts=[
            (_("Category"), found.name),
            (_("Every month"), _money(context, planned)),
            (_("Until now"), _money(context, before)),
        ],
    )
    text = f"{proposed.sentence} {_('Nothing has changed yet: shall I?')}"
    return Answer(status="ok", text=text, source="set_budget", proposals=[proposed])


def _planned(context: ToolContext, amount: str, change: str, before: Decimal) -> Decimal:
    for word, plain in _HINDI_SCALES:
        amount = amount.replace(word, plain)
    value, currency = read_money(amount, context.workspace.base_currency)
    if currency != context.workspace.base_currency:
        raise NotAnAmountError(
            f"Budgets are kept in {context.workspace.base_currency}. Say the amount in that currency."
        )
    planned = before + value if change == "more" else before - value if change == "less" else value
    if not 0 <= planned <= MOST:
        raise NotAnAmountError("A budget cannot be less than nothing, nor that large.")
    return planned.quantize(Decimal("0.01"))


def _monthly(context: ToolContext, category: Category) -> Decimal:
    budget = Budget.objects.in_workspace(context.workspace).filter(category=category).first()
    return budget.monthly_amount if budget else Decimal("0.00")


def _money(context: ToolContext, amount: Decimal) -> str:
    return format_money(amount, context.workspace.base_currency) if amount else str(_("no budget"))


def _sentence(context: ToolContext, category: Category, planned: Decimal, before: Decimal) -> str:
    facts = {"name": category.name, "to": _money(context, planned), "from": _money(context, before)}
    if not planned:
        return _("Remove the budget of “%(name)s” (%(from)s a month).") % facts
    if not before:
        return _("Set a budget of %(to)s a month for “%(name)s”, which has none.") % facts
    return _("Change the budget of “%(name)s” from %(from)s to %(to)s a month.") % facts


def set_budget(context: ToolContext, *, category: str, monthly_amount: str, before: str) -> Done:
    """Set exactly this amount.

    Raises:
        CannotBeUndoneError: somebody changed the budget since it was proposed.
    """
    found = Category.objects.in_workspace(context.workspace).get(pk=category)
    _require(context, found, Decimal(before))
    _write(context, found, Decimal(monthly_amount))
    text = _("The budget of “%(name)s” is %(to)s now.")
    facts = {"name": found.name, "to": _money(context, Decimal(monthly_amount))}
    return Done(text=text % facts, undo={"category": category, "now": monthly_amount, "before": before})


def undo(context: ToolContext, *, category: str, now: str, before: str) -> str:
    """Give the budget back the amount it had.

    Raises:
        CannotBeUndoneError: somebody changed it since.
    """
    found = Category.objects.in_workspace(context.workspace).get(pk=category)
    _require(context, found, Decimal(now))
    _write(context, found, Decimal(before))
    return _("The budget of “%(name)s” is as it was.") % {"name": found.name}


def _require(context: ToolContext, category: Category, amount: Decimal) -> None:
    if _monthly(context, category) != amount:
        raise CannotBeUndoneError(_("Somebody has changed this budget since. Look at it under Budgets."))


def _write(context: ToolContext, category: Category, amount: Decimal) -> None:
    today = today_in(context.workspace.time_zone, context.now)
    budgets.set_budget(
        workspace=context.workspace,
        actor=context.membership.user,
        category=category,
        monthly_amount=amount or None,
        month=month_of(today).start,
    )


_AMOUNT = {"type": "string", "pattern": r"^\d+(\.\d+)?$"}
_EXACT: dict[str, Any] = {"category": {"type": "string"}, "monthly_amount": _AMOUNT, "before": _AMOUNT}
TOOLS = (
    Tool(
        name="set_budget",
        description="Proposes a monthly budget for a category; the person confirms. 0 removes it.",
        parameters={
            "type": "object",
            "required": ["category", "amount"],
            "additionalProperties": False,
            "properties": {
                "category": {"type": "string", "maxLength": 80},
                "amount": {"type": "string", "maxLength": 40, "description": "like “8k” or “₹12,000”"},
                "change": {"enum": ["", "more", "less"], "description": "by the amount, instead of to it"},
            },
        },
        effect=Effect.WRITE,
        permission=Permission.EDIT,
        run=propose,
        claim=claim,
        timeout_seconds=5.0,
        title=gettext_lazy("Prepared a budget"),
        write=Write(
            parameters={
                "type": "object",
                "required": sorted(_EXACT),
                "additionalProperties": False,
                "properties": _EXACT,
            },
            carry_out=set_budget,
            undo=undo,
        ),
    ),
)
