"""What people often ask that Lumen does not do, and what it can do instead."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lumen.ai.answers import Status

_WISH = (
    r"^(?:(?:please|pls|kindly|hey|ok|okay|lumen|can you|could you|can u|would you|will you|just|now"
    r"|go ahead and|i want(?: you)? to|i need(?: you)? to|i(?:'d| would) like(?: you)? to|help me(?: to)?)"
    r"[\s,]+)*"
)


@dataclass(frozen=True, slots=True)
class Topic:
    """A wish that is declined, in words that say who or what helps instead."""

    pattern: re.Pattern[str]
    text: Promise
    status: Status = "unanswerable"


def _topic(pattern: str, text: Promise, status: Status = "unanswerable") -> Topic:
    return Topic(re.compile(pattern.replace("^", _WISH), re.IGNORECASE), text, status)


_TOPICS = (
    _topic(
        r"\b(?:my|a|new|the|atm|card|upi) pin\b|\bpin (?:code|number|reset)\b|\bpass(?:word|code)s?\b|\bcvv\b"
        r"|\botp\b|\b(?:card|account|pan) numbers?\b|\bfull card\b|\baadhaa?r\b|\bpan card\b|\bifsc\b",
        _(
            "I do not keep, show or change PINs, passwords or card numbers; your bank's app does. "
            "I can show the payments of an account or card."
        ),
        "refused",
    ),
    _topic(
        r"\bremind me\b|\bwake me\b|\b(?:alarm|timer|stopwatch|countdown|snooze)\b|^(?:schedule|reschedule)\b"
        r"|^(?:set|add|put|move|cancel|delete|book|clear|make)\b.*\b(?:reminders?|calendar|meeting|appointment)\b",
        _(
            "I set no alarms, reminders or appointments. I can tell you when a rate, a share or the "
            "weather passes a line, and which payments are coming."
        ),
        "refused",
    ),
    _topic(
        r"^(?:call|ring|phone|dial|text|message|e-?mail|facetime|whatsapp)\b"
        r"|^(?:send|write|read|reply to)\b.*\b(?:messages?|texts?|e-?mails?)\b",
        _(
            "I cannot call or write to anybody from here. I can tell what was paid to somebody, and "
            "what your papers say of them."
        ),
        "refused",
    ),
    _topic(
        r"\b(?:freeze|unfreeze|block|unblock|lock|unlock|activate|deactivate|cancel|replace|stop)\b.*\b(?:cards?|account)\b"
        r"|\b(?:lost|stolen|stole|misplaced|missing)\b.*\b(?:card|wallet|purse)\b"
        r"|\bcard\b.*\b(?:lost|stolen|declined|damaged|swallowed|frozen|blocked)\b"
        r"|\b(?:report|dispute)\b.*\b(?:card|charge|payment|purchase|transaction|fraud)\b"
        r"|\bnew (?:debit |credit |bank )?card\b|\breplacement card\b",
        _(
            "I have no hold on cards or accounts: freeze or report a card in your bank's app or by "
            "its emergency number. I can list the last payments, so that you see which are not yours,"
            " and the unusual ones."
        ),
        "refused",
    ),
    _topic(
        r"^(?:pay|settle)\b",
        _(
            "I cannot pay anything; your bank can. I can tell whether a bill is paid already, what it"
            " came to before and which payments are coming. Drop a photo of the bill into the box."
        ),
        "refused",
    ),
    _topic(
        r"^(?:transfer|wire|venmo|zelle|paypal|paynow|gpay|upi|cash ?app|e-?transfer|withdraw|deposit|lend)\b"
        r"|^(?:send|move|shift|give|request)\b.*(?:\d|\b(?:money|cash|dollars|euros|pounds|rupees|bucks|savings"
        r"|checking|account)\b)|^(?:top up|recharge)\b",
        _(
            "I cannot move money; your bank can. I can tell what you sent before and to whom, what is"
            " left on your accounts, and what an amount is in another currency."
        ),
        "refused",
    ),
    _topic(
        r"\bcredit (?:score|rating|limit)\b|\b(?:card|spending|transfer) limit\b|\bapr\b|\brouting number\b"
        r"|\b(?:reward|loyalty) ?points\b|\brewards\b|\bannual fee\b",
        _(
            "Your bank knows that, I do not. I can tell what a card's payments, fees and interest "
            "come to, and what your papers say, when its terms are among them."
        ),
    ),
    _topic(
        r"^(?:order|reorder|book|reserve|buy)\b",
        _(
            "I cannot order or book anything. I can tell what you paid there before, when, and "
            "whether your budget has room for it."
        ),
        "refused",
    ),
    _topic(
        r"\b(?:should i|what to|where to|how (?:do|should) i|good time to) (?:buy|sell|invest)\b.*"
        r"|\b(?:which|what|good) (?:stocks?|shares?|funds?) (?:should|to)\b",
        _(
            "I give no advice on what to buy or sell. I can tell the latest price of a share where "
            "prices are set up, the news about a company, and what you put aside each month."
        ),
    ),
    _topic(
        r"^(?:play|pause|skip|shuffle|mute|dim|turn (?:on|off|up|down)|switch (?:on|off))\b"
        r"|^turn (?:the |my )?[\w ]{2,30} (?:on|off|up|down)\b",
        _(
            "I play no music and switch nothing. I answer from your money and your papers, and tell "
            "the weather, the news, rates and the time."
        ),
        "refused",
    ),
    _topic(
        r"\b(?:shopping|grocery|to[- ]?do|market) list\b|^(?:add|put)\b.*\blist\b",
        _("I keep no lists. I can tell what you bought where, and how often."),
        "refused",
    ),
)


def topic_of(text: str) -> Topic | None:
    """The wish a text is, when it is one that is often asked and never done."""
    plain = " ".join(text.replace("’", "'").split())
    return next((topic for topic in _TOPICS if topic.pattern.search(plain)), None)
