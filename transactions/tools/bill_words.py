"""How people ask about the payment of a paper they hold: "did I already pay this?"."""

import re
from collections.abc import Callable

from lumen.ai.tools.registry import Claim, ToolContext

SURE = 1.0  # nobody else can know what is in a hand
_THIS = (
    r"(?:(?:this|that|these|those|the|my)\s+(?:\w+\s+)?(?:bills?|invoices?|receipts?|slips?|ones?|amount"
    r"|papers?|tickets?)|this|that|it|these|them)"
)
_NOT_ITS = r"(?! (?:clause|term|method|schedule|section|penalt|plan|option))"
_PAYMENT = rf"(?:payment|transaction|entry|debit|charge)s?\b{_NOT_ITS}"
_PAYING = r"(?:pay|paid|settle|settled|clear|cleared)"
_DID = r"(?:did|have|has|had|do|did ?n'?t|have ?n'?t)"
_DID_I = rf"{_DID}\s+(?:i|we|anyone|somebody|you)\s+(?:(?:already|ever|not)\s+)?"
PAID = re.compile(
    rf"\b{_DID_I}{_PAYING}\s+(?:for\s+)?{_THIS}"
    rf"|\b(?:is|was|were|are|has|have|isn't|wasn't)\s+{_THIS}\s+(?:(?:bill|already|been|not|fully|yet)\s+)*"
    r"(?:paid|settled|cleared)\b"
    rf"|\b(?:i|we)\s+(?:have\s+)?(?:already\s+)?(?:paid|settled)\s+{_THIS}"
    rf"|\b(?:which|what)\s+{_PAYMENT}"
    rf"|\b(?:find|show|match|look for|see|where is|where's)\b.*\b{_PAYMENT}"
    rf"|\b{_THIS}\s+(?:in|on)\s+(?:my|the|our)\s+(?:ledger|statement|account|transactions|books)"
    r"|\b(?:already paid|paid (?:already|yet))\b|\b(?:when|how) did (?:i|we) pay\b"
    r"|\bpa(?:y|id) (?:it|this) twice\b|\b(?:bhar|pay|chuka)\s*(?:diya|kar diya|di|chuka)\b",
    re.IGNORECASE,
)
_THEM = (
    r"(?:them|him|her|here|there"
    r"|this (?:person|shop|store|merchant|payee|guy|place|company|code|qr|upi(?: id)?))"
)
_EARLIER = r"(?:before|earlier|ever|previously|in the past|till now|so far|in all|altogether|in total|pehle)"
BEFORE = re.compile(
    rf"\b(?:paid|pay|sent|send|bought from|been to|shopped at)\s+(?:money\s+to\s+)?{_THEM}\b.*\b{_EARLIER}\b"
    rf"|\b(?:ever|before)\b.*\b(?:paid|pay|sent)\s+{_THEM}\b"
    rf"|\b(?:last time|how often|how many times|how much)\b.*\b(?:paid|pay|sent)\s+(?:to\s+)?{_THEM}\b"
    r"|\b(?:do i know|have i (?:met|seen)) (?:them|this)\b|\b(?:been|shopped) here\b",
    re.IGNORECASE,
)
USUAL = re.compile(
    r"\b(?:usual(?:ly)?|normal(?:ly)?|typical(?:ly)?|overcharged|as always|too (?:much|high)"
    r"|(?:more|less|higher|lower) than (?:before|last|i pay|we pay|the last)"
    r"|compared? (?:to|with) (?:my |the )?(?:last|other|previous|earlier))\b",
    re.IGNORECASE,
)
RECORD = re.compile(
    r"\b(?:add|record|log|book|enter|save|put|note|make|create|file)\b.*\b(?:expense|ledger|transaction|spending"
    r"|books|as paid|paid in cash|in cash)\b"
    rf"|^(?:please\s+)?(?:add|record|log|book|enter) {_THIS}[\s.!]*$",
    re.IGNORECASE,
)


def claim_of(form: "re.Pattern[str]", kind: str, reason: str) -> Callable[[ToolContext, str], Claim]:
    """Certain when a paper is in hand and the words fit; `kind` is what another tool must give first."""

    def claim(context: ToolContext, text: str) -> Claim:
        is_other = form is PAID and BEFORE.search(text)
        if not context.papers or is_other or not form.search(text):
            return Claim(score=0.0)
        return Claim(score=SURE, arguments={kind: f"{{{kind}}}"}, reason=reason)

    return claim
