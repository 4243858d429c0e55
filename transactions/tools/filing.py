"""Filing payments under a category and tagging them, once the person has confirmed."""

import re
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lumen.ai.answers import Answer, ProposedWrite
from lumen.ai.tools.registry import Claim, Done, Effect, Permission, Tool, ToolContext, Write
from transactions.enrichment.categories import fits
from transactions.models import Category, Change, Transaction
from transactions.services import changes
from transactions.services.tags import clean_tag
from transactions.tools import meant

_PLEASE = r"(?:(?:please|pls|kindly|can you|could you|ok|hey)[\s,]+)*"
_INTO = r"(?:into|in to|under|as|to|in)"
_FILE = re.compile(
    rf"{_PLEASE}(?P<verb>put|move|file|shift|categori[sz]e|recategori[sz]e|classify|reclassify|mark)\s+(?P<rows>.+?)\s+"
    rf"{_INTO}\s+(?:the\s+)?(?P<category>(?:(?!\b{_INTO}\b).)+?)(?:\s+category)?",
    re.IGNORECASE,
)
_CATEGORY_OF = re.compile(
    rf"{_PLEASE}(?:set|change|make)\s+(?:the\s+)?category\s+(?:of|for)\s+(?P<rows>.+?)\s+(?:to|as)\s+(?P<category>.+?)",
    re.IGNORECASE,
)
_HINDI = re.compile(
    r"(?P<all>.+?)\s+(?:category\s+)?(?:mein|me|main|mai)\s+(?:daal|dal|daalo|dalo|rakho|rakh|kar|karo|move|shift|put)"
    r"(?:\s*(?:do|dena|dijiye|kar do|karo|kardo))?",
    re.IGNORECASE,
)
_TAG = re.compile(
    rf"{_PLEASE}(?:tag|label)\s+(?P<rows>.+?)\s+(?:as|with|:)\s+#?(?P<tag>[\w -]{{1,40}})", re.IGNORECASE
)
_ADD_TAG = re.compile(
    rf"{_PLEASE}(?:add|put|set)\s+(?:the\s+)?tag\s+#?(?P<tag>[\w-]{{1,40}})\s+(?:to|on|for)\s+(?P<rows>.+)",
    re.IGNORECASE,
)
_HINDI_TAG = re.compile(
    r"(?P<rows>.+?)\s+(?:ko|pe|par)\s+#?(?P<tag>[\w-]{1,40})\s+(?:ka\s+)?tag"
    r"\s+(?:laga|lagao|kar|karo|de|do|dena)(?: do)?",
    re.IGNORECASE,
)
_SURE = {
    "put",
    "move",
    "file",
    "shift",
    "categorise",
    "categorize",
    "recategorise",
    "recategorize",
    "classify",
    "reclassify",
}
_NOT_CATEGORIES = re.compile(
    r"\b(?:expected|fine|ok(?:ay)?|normal|read|reviewed|paid|duplicate|mine|transfer|income)\b"
)


def claim_category(context: ToolContext, text: str) -> Claim:
    """Sure when a verb of filing stands with a category of this workspace."""
    plain = " ".join(text.split()).rstrip(" ?.!")
    for form in (_FILE, _CATEGORY_OF):
        if (match := form.fullmatch(plain)) and not re.search(r"\bbudget\b", plain, re.IGNORECASE):
            return _claimed_category(context, match)
    if match := _HINDI.fullmatch(plain):
        return _claimed_in_hindi(context, match["all"])
    return Claim(score=0.0)


def _claimed_category(context: ToolContext, match: "re.Match[str]") -> Claim:
    rows, said = match["rows"], match["category"]
    if _NOT_CATEGORIES.fullmatch(said.lower()):
        return Claim(score=0.0)
    verb = match.groupdict().get("verb") or "file"
    arguments = {"rows": rows, "category": said}
    if meant.category_meant(context, said) is not None:
        return Claim(score=0.97, arguments=arguments, reason="wants payments filed")
    is_filing = verb.lower() in _SURE and len(said.split()) <= 4
    return Claim(score=0.94 if is_filing else 0.0, arguments=arguments, reason="wants payments filed")


def _claimed_in_hindi(context: ToolContext, said: str) -> Claim:
    """`swiggy wale sab Eating out`: the category stands at the end."""
    words = said.split()
    for size in range(min(4, len(words) - 1), 0, -1):
        category = " ".join(words[-size:])
        if meant.category_meant(context, category) is not None:
            rows = re.sub(r"\s+ko$", "", " ".join(words[:-size]), flags=re.IGNORECASE)
            arguments = {"rows": rows, "category": category}
            return Claim(score=0.96, arguments=arguments, reason="wants payments filed")
    return Claim(score=0.0)


def propose_category(context: ToolContext, *, rows: str, category: str) -> Answer:
    """Say which payments would be filed where; nothing is changed yet."""
    chosen_category = meant.category_meant(context, category)
    if chosen_category is None:
        answer = meant.no_category(context, category, f"put {rows} into {{}}")
        return replace(answer, source="categorise_payments")
    try:
        chosen = meant.rows_meant(context, _cleaned(rows))
    except meant.RowsUnclearError as unclear:
        return replace(unclear.answer, source="categorise_payments")
    kinds = [kind for kind in Transaction.Kind if fits(chosen_category.kind, kind)]
    fitting = chosen.rows.filter(kind__in=kinds)
    changing = fitting.exclude(category=chosen_category)
    there = fitting.filter(category=chosen_category).count()
    if not changing.exists():
        text = _("All of them are under “%(name)s” already.") % {"name": chosen_category.name}
        return Answer(status="ok", text=text, source="categorise_payments")
    what = f"{meant.described(changing, context.workspace.base_currency)} ({chosen.words})"
    sentence = _("File %(what)s under “%(name)s”.") % {"what": what, "name": chosen_category.name}
    if there:
        sentence += " " + _("%(count)d are there already.") % {"count": there}
    proposed = ProposedWrite(
        tool="categorise_payments",
        arguments={"transactions": meant.ids_of(changing), "category": str(chosen_category.pk)},
        sentence=sentence,
        facts=[(_("Payments"), what), (_("Category"), chosen_category.name)],
    )
    return _asking(proposed)


def _asking(proposed: ProposedWrite) -> Answer:
    text = f"{proposed.sentence} {_('Nothing has changed yet: shall I?')}"
    return Answer(status="ok", text=text, source=proposed.tool, proposals=[proposed])


def _cleaned(rows: str) -> str:
    return rows if meant.points_back(rows) else meant.bare(rows) or rows


def file_payments(context: ToolContext, *, transactions: list[str], category: str) -> Done:
    """File exactly these payments under the category."""
    chosen = Category.objects.in_workspace(context.workspace).get(pk=category)
    change = changes.set_category(
        workspace=context.workspace,
        actor=context.membership.user,
        rows=meant.rows_of(context, transactions),
        category=chosen,
        now=context.now,
    )
    text = _("%(count)d payments are under “%(name)s” now.") % {"count": change.count, "name": chosen.name}
    return Done(text=text, undo={"change": str(change.pk)})


def claim_tag(context: ToolContext, text: str) -> Claim:
    """Sure when somebody says what to tag and as what."""
    plain = " ".join(text.split()).rstrip(" ?.!")
    for form in (_TAG, _ADD_TAG, _HINDI_TAG):
        if match := form.fullmatch(plain):
            arguments = {"rows": match["rows"], "tag": match["tag"].strip()}
            return Claim(score=0.96, arguments=arguments, reason="wants payments tagged")
    return Claim(score=0.0)


def propose_tag(context: ToolContext, *, rows: str, tag: str) -> Answer:
    """Say which payments would get the tag; nothing is changed yet."""
    cleaned = clean_tag(tag)
    try:
        chosen = meant.rows_meant(context, _cleaned(rows))
    except meant.RowsUnclearError as unclear:
        return replace(unclear.answer, source="tag_payments")
    missing = chosen.rows.exclude(tags__contains=[cleaned])
    if not missing.exists():
        text = _("All of them are tagged “%(tag)s” already.") % {"tag": cleaned}
        return Answer(status="ok", text=text, source="tag_payments")
    what = f"{meant.described(missing, context.workspace.base_currency)} ({chosen.words})"
    proposed = ProposedWrite(
        tool="tag_payments",
        arguments={"transactions": meant.ids_of(missing), "tag": cleaned},
        sentence=_("Tag %(what)s as “%(tag)s”.") % {"what": what, "tag": cleaned},
        facts=[(_("Payments"), what), (_("Tag"), cleaned)],
    )
    return _asking(proposed)


def tag_payments(context: ToolContext, *, transactions: list[str], tag: str) -> Done:
    """Put the tag on exactly these payments."""
    change = changes.add_tag(
        workspace=context.workspace,
        actor=context.membership.user,
        rows=meant.rows_of(context, transactions),
        tag=tag,
        now=context.now,
    )
    text = _("%(count)d payments are tagged “%(tag)s” now.") % {"count": change.count, "tag": tag}
    return Done(text=text, undo={"change": str(change.pk)})


def undo_change(context: ToolContext, *, change: str) -> str:
    """Put back what a change did, as the list of transactions does.

    Raises:
        TooLateToUndoError: it was undone before, or too long ago.
    """
    found = Change.objects.in_workspace(context.workspace).get(pk=change)
    count = changes.undo(
        workspace=context.workspace, actor=context.membership.user, change=found, now=context.now
    )
    return _("%(count)d payments are as they were.") % {"count": count}


_IDS: dict[str, Any] = {
    "type": "array",
    "minItems": 1,
    "maxItems": meant.MOST_ROWS,
    "items": {"type": "string", "pattern": "^[0-9a-f-]{36}$"},
}


def _schema(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": sorted(properties),
        "additionalProperties": False,
        "properties": properties,
    }


_ROWS = {
    "type": "string",
    "maxLength": 200,
    "description": "“my Swiggy payments”, or “these” for those just shown",
}
TOOLS = (
    Tool(
        name="categorise_payments",
        description="Proposes to file payments under a category; the person confirms.",
        parameters=_schema(rows=_ROWS, category={"type": "string", "maxLength": 80}),
        effect=Effect.WRITE,
        permission=Permission.EDIT,
        run=propose_category,
        claim=claim_category,
        claim_looks_up=True,
        timeout_seconds=10.0,
        title=gettext_lazy("Prepared filing payments"),
        write=Write(
            parameters=_schema(transactions=_IDS, category={"type": "string"}),
            carry_out=file_payments,
            undo=undo_change,
        ),
    ),
    Tool(
        name="tag_payments",
        description="Proposes to tag payments; the person confirms.",
        parameters=_schema(rows=_ROWS, tag={"type": "string", "minLength": 1, "maxLength": 40}),
        effect=Effect.WRITE,
        permission=Permission.EDIT,
        run=propose_tag,
        claim=claim_tag,
        timeout_seconds=10.0,
        title=gettext_lazy("Prepared tagging payments"),
        write=Write(
            parameters=_schema(transactions=_IDS, tag={"type": "string", "minLength": 1, "maxLength": 40}),
            carry_out=tag_payments,
            undo=undo_change,
        ),
    ),
)
