"""Share prices as a tool: which share is meant, and its latest price with its moment."""

import re
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lumen.ai.answers import Answer
from lumen.ai.tools import before, utterances
from lumen.ai.tools.registry import Claim, Effect, Tool, ToolContext
from lumen.ai.world import quotes

LOOSE = 0.7  # the words may ask for advice
MOST_OTHER = 3  # words of a company's name
MAY_GO_ON = 0.8  # `and Apple?`, after the price of another share
_SUBJECT = re.compile(
    r"\b(?:stocks?|share|shares|stock market|ticker|nasdaq|nifty|sensex|dow jones|s&p ?500|ftse|nikkei"
    r"|market cap"
    r"|trading at|share price)\b|\$[A-Z]{1,5}\b",
    re.IGNORECASE,
)
_PRICE = re.compile(
    r"\b(?:price|prices|quote|worth|value|doing|trading|trade|close[ds]?|open(?:ed)?|up|down|perform\w*"
    r"|how much"
    r"|market|high|low|today|now|current|latest|ticker|look|cost|at)\b|\$[A-Z]{1,5}\b",
    re.IGNORECASE,
)
_NOT_THIS = re.compile(
    r"\b(?:in stock|out of stock|stock up|stock photo|livestock|laughing stock|chicken stock|my share of"
    r"|share (?:this|that|it|a|an|my|the)|spen[dt]|paid|pay|split|bought|should i|documents?|statement"
    r"|policy|lease|agreement|dividends? did i|did i|have i)\b",
    re.IGNORECASE,
)
_INDEXES = {"nifty": "^NSEI", "sensex": "^BSESN", "dow jones": "^DJI", "nasdaq": "^IXIC", "s&p 500": "^GSPC",
            "s&p500": "^GSPC", "ftse": "^FTSE", "nikkei": "^N225"}  # fmt: skip
_NOISE = re.compile(
    r"\b(?:what|what's|whats|is|are|the|how|how's|hows|much|price|prices|quote|of|for|a|an|one|stock"
    r"|stocks|share|shares|ticker"
    r"|market|worth|value|doing|trading|trade|at|today|now|right|current|currently|latest|tell|me|show"
    r"|get|give|check|please|can|you|look"
    r"|up|down|going|do|does|did|it|s|in|on|this|week|cap|performing|performance|company|inc|i|want"
    r"|to|know|my|see|high|low|and|any|news|cost|close|closed|open|opened|find|out|price's|was|yesterday"
    r"|'s)\b|[?!.,]|'s\b",
    re.IGNORECASE,
)
_SYMBOL = re.compile(r"\$([A-Z]{1,5})\b|\b([A-Z]{2,5}(?:\.[A-Z]{1,3})?)\b")


def claim(context: ToolContext, text: str) -> Claim:
    """Sure when the price of a share or an index is asked for; advice is not."""
    other = before.addition(text) if before.asked_of(context, "stocks") is not None else ""
    if other and len(other.split()) <= MOST_OTHER and not before.points(other):
        arguments = {"share": share_in(other) or other}
        return Claim(score=MAY_GO_ON, arguments=arguments, reason="goes on from the share before")
    if not _SUBJECT.search(text) or not _PRICE.search(text) or _NOT_THIS.search(text):
        return Claim(score=0.0)
    arguments = arguments_of(text)
    return Claim(score=LOOSE, arguments=arguments, reason="asks for a share's price")


def arguments_of(text: str) -> dict[str, str]:
    """The share that is named."""
    name = share_in(text)
    return {"share": name} if name else {}


def share_in(text: str) -> str:
    """The symbol or company that is named, empty when none is."""
    lowered = text.lower()
    for index, symbol in _INDEXES.items():
        if index in lowered:
            return symbol
    if match := _SYMBOL.search(text):
        return match[1] or match[2]
    return " ".join(_NOISE.sub(" ", text).split())


def run(context: ToolContext, *, share: str = "") -> Answer:
    """Say the latest price with its day, its change and its source.

    Raises:
        NotConfiguredError, ServiceDownError, UnknownSymbolError: and what to do.
    """
    if not share:
        text = _("Which share? Name its company or symbol, such as AAPL or INFY.NS.")
        return Answer(status="clarify", text=text, source="stocks")
    found = quotes.quote(share, now=context.now, workspace=context.workspace)
    said = _("%(name)s (%(symbol)s): %(price)s %(currency)s") % {
        "name": found.name,
        "symbol": found.symbol,
        "price": f"{found.price:,.2f}",
        "currency": found.currency,
    }
    if found.change is not None:
        said += _(", %(change)s%% since the close before") % {
            "change": f"{found.change:+.2f}".replace("-", "−")
        }
    at = found.at
    moment = (
        date_format(localtime(at), "j F Y H:i T") if isinstance(at, datetime) else date_format(at, "j F Y")
    )
    lines = [f"{said}.", _("Source: %(source)s, %(moment)s.") % {"source": found.source, "moment": moment}]
    if found.is_late:
        lines.append(_("The provider does not answer now; this is what it said before."))
    lines.append(_("A price is no advice."))
    return Answer(
        status="ok",
        text="\n".join(lines),
        value=float(found.price),
        unit=found.currency,
        source="stocks",
        as_of=at.isoformat(),
    )


TOOLS = (
    Tool(
        name="stocks",
        description="The latest price of a share or an index, with its source and moment; no advice.",
        parameters={
            "type": "object",
            "additionalProperties": False,
            "properties": {"share": {"type": "string", "maxLength": 80, "description": "symbol or company"}},
        },
        effect=Effect.READ,
        run=run,
        claim=claim,
        arguments_of=arguments_of,
        timeout_seconds=20.0,
        lacks=gettext_lazy("the share price"),
        title=gettext_lazy("Looked up a share price"),
        utterances=utterances.of("stocks"),
    ),
)
