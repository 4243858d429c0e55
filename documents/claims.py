"""How sure it is, without searching, that a message asks about the papers."""

import re
from collections.abc import Mapping, Sequence

from documents import library_questions, terms
from documents.answers import naming
from documents.library_questions.reading import read
from documents.models import EVERY_CHUNK, Document
from documents.search import frequencies_of, look
from lumen.ai.tools.registry import Claim, ToolContext

_PAPER = re.compile(
    r"\b(agreements?|contracts?|polic(y|ies)|warrant(y|ies)|guarantee|clauses?|lease|terms and conditions|"
    r"invoice (no|number)|bill number|account number|serial number|policy number|meter (number|reading)|"
    r"documents?|papers?|pdfs?|files?|letters?|certificates?|scans?|recordings?|"
    r"(this|that|the|my|our) (\w+ )?(video|clip|film)|voice (notes?|memos?)|transcripts?|"
    r"notice period|lock-in|"
    r"deposit back|sum insured|co-?pay(ment)?|coverage|helpline|landlord|landlady|tenan(t|cy)|"
    r"page \d+)\b",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"\b(what do(es)?\b.*\b(say|state|mention|cover)|according to|as per|says? about|where does it say|"
    r"at (what|which) (second|minute|moment)|(said|shown|seen) in (this|that|the|my|our)|"
    r"where (do|does|did) (they|we|i|he|she) (talk|speak)|"
    r"is it (covered|allowed)|am i (allowed|covered)|is (there )?a? ?(clause|penalty)|quote|look up|"
    r"in (my|the|our) (papers|documents|files|contract|agreement|policy|bill|invoice|receipt))\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"\b(spen[dt]|spending|expenses?|transactions?|balance|budget|earn(ed|ings)?|income|salary credited|"
    r"refunds?|paid to|pay to|transferred|withdr[ae]wn?|on average|per month|biggest|most expensive|"
    r"cash flow|categor(y|ies)|merchants?|subscriptions?|net worth|saved? (this|last))\b",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"\b(last|this|past|previous) (week|month|quarter|year)|"
    r"in (january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    r"^\s*(?:(?:please|can you|could you)\s+)*(?:(?:give|show|write|make)(?: me)? )?(?:a |"
    r"the )?(?:short |brief |quick )?"
    r"(?:summar(?:y|i[sz]e)|sum up|tl;?dr|outline|overview|key points|gist)(?: of| for|"
    r":)?\s+(?P<of>.+?)[\s?.!]*$|"
    r"^\s*what(?:'s| is) in (?P<inside>(?:my|the|this) .+?)[\s?.!]*$",
    re.IGNORECASE,
)
_COMPARISON = re.compile(
    r"^\s*(?:(?:please|can you|could you)\s+)*(?:compare|(?:what(?:'s| is|"
    r" are)? )?(?:the )?(?:main )?differences? between|"
    r"what (?:has )?changed between|how (?:do|does|is|are))\s+(?P<of>.+?)(?:\s+(?:differ|compare|"
    r"different))*[\s?.!]*$",
    re.IGNORECASE,
)
_POINTED_AT = re.compile(
    r"^(?:(?:this|these|the|that|it|them|my|both|two)\s*)+(?:documents?|papers?|files?|pdfs?|"
    r"contracts?|letters?|bills?|recordings?|videos?|clips?|films?|voice notes?|"
    r"invoices?|agreements?|polic(?:y|ies))?$",
    re.IGNORECASE,
)
NAMED, POINTED_AT, WITHOUT_PAPERS, UNCLEAR = 0.97, 0.96, 0.5, 0.2
BEHIND_LIBRARY = 0.06  # it counts too, but the tool for counting goes first
PAYMENTS = frozenset(
    (Document.Kind.BILL, Document.Kind.INVOICE, Document.Kind.RECEIPT, Document.Kind.STATEMENT)
)


def claim(context: ToolContext, text: str) -> Claim:
    """Cue words first, then how much of the message the workspace's passages hold."""
    counts = claim_library(context, text)
    if counts.score:
        return Claim(score=counts.score - BEHIND_LIBRARY, arguments={"text": text}, reason=counts.reason)
    cues = 0.45 * bool(_SAYS.search(text)) + 0.3 * bool(_PAPER.search(text))
    cues -= 0.45 * bool(_MONEY.search(text)) + 0.15 * bool(_PERIOD.search(text))
    share, names_one = _held(context, text)
    score = 0.12 + cues + 0.4 * share + 0.2 * names_one
    return Claim(
        score=round(min(0.98, max(0.0, score)), 3),
        arguments={"text": text},
        reason=f"cues {cues:+.2f}, {share:.0%} of its words stand together in one passage",
    )


def _held(context: ToolContext, text: str) -> tuple[float, bool]:
    """The share of the words' weight that the best passage holds, and whether a title is named."""
    if context.workspace._state.adding:
        return 0.0, False  # nothing can be kept in what was never saved
    words = terms.question_words(text)
    counts = frequencies_of(context.workspace, words)
    if not counts.get(EVERY_CHUNK):
        return 0.0, False
    hits = look(workspace=context.workspace, text=text, k=3).hits
    if not hits:
        return 0.0, False
    weights = terms.query_side(words, counts)
    held = max(_weight_in(f"{hit.title} {hit.heading} {hit.text}", words, weights) for hit in hits)
    return held / (sum(weights.values()) or 1.0), _names_a_title(context, words)


def _weight_in(text: str, words: Sequence[str], weights: Mapping[int, float]) -> float:
    present = set(terms.words(text))
    return sum(weights[terms.term(word)] for word in words if word in present and not word.isdigit())


def _names_a_title(context: ToolContext, words: Sequence[str]) -> bool:
    titles = Document.objects.in_workspace(context.workspace).readable().values_list("title", "filename")
    asked = set(words)
    return any(len(asked & set(terms.words(f"{title} {name}"))) >= 2 for title, name in titles[:500])


def claim_library(context: ToolContext, text: str) -> Claim:
    """Sure of what its grammar reads to the last word, and of nothing else.

    Bills and receipts are payments too: where no such paper is kept, the ledger goes first.
    """
    query = read(text, library_questions.calendar_of(context.workspace, context.now))
    if query is None:
        return Claim(score=0.0)
    is_payment = bool(PAYMENTS.intersection(query.noun.kinds))
    if is_payment and not library_questions.has_any(context.workspace, query):
        return Claim(score=WITHOUT_PAPERS, arguments={"text": text}, reason="counts papers that are not here")
    return Claim(score=POINTED_AT, arguments={"text": text}, reason="counts or lists papers")


def summary_of(text: str) -> str:
    """What is to be summed up: `my lease` of `summarise my lease`; empty when nothing is."""
    found = _SUMMARY.match(text)
    return (found["of"] or found["inside"]) if found else ""


def comparison_of(text: str) -> str:
    """What is to be compared; empty when nothing is."""
    found = _COMPARISON.match(text)
    return found["of"] if found else ""


def claim_summary(context: ToolContext, text: str) -> Claim:
    """Sure when the paper is named or pointed at."""
    said = summary_of(text)
    if not said:
        return Claim(score=0.0)
    if _POINTED_AT.match(said):
        return Claim(score=POINTED_AT, arguments={"text": text}, reason="asks to sum up the chosen papers")
    score = NAMED if naming.named(context.workspace, said) else UNCLEAR
    return Claim(score=score, arguments={"text": text}, reason=f"asks for a summary of “{said}”")


def claim_comparison(context: ToolContext, text: str) -> Claim:
    """Sure when both papers are named, or pointed at."""
    said = comparison_of(text)
    if not said:
        return Claim(score=0.0)
    if _POINTED_AT.match(said):
        return Claim(score=POINTED_AT, arguments={"text": text}, reason="asks to compare the chosen papers")
    score = NAMED if naming.two_named(context.workspace, said) else 0.0
    return Claim(score=score, arguments={"text": text}, reason=f"asks to compare “{said}”")
