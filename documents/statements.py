"""Financial statements: which of them a question is answered from, and which one a page shows."""

import re

BALANCE = "balance"
INCOME = "income"
CASH = "cash"
TOP_CHARACTERS = 600  # of a page, in which its title stands
MOST_TITLE = 100
FEWEST_FIGURES = 6
_CALLED = {
    BALANCE: r"balance sheets?|financial position|financial condition",
    INCOME: r"income statements?|p ?& ?l|profit and loss|statements? of (?:income|operations|earnings)",
    CASH: r"cash ?flow statements?|statements? of cash ?flows?",
}
_ITEMS = {
    CASH: r"""
        cap ?ex | capital (?:expenditures?|spending|investments?) | capital[- ]intens\w+ | cash ?flows?
        cash (?:from|used|provided|generated) | (?:operations|operating), investing
        depreciation | d ?& ?a | ebitda | dividends? paid | paid in dividends | payout | retention ratio
        buy ?backs? | repurchase[ds]? | returned to \w+ ?\w*holders
        """,
    INCOME: r"""
        revenues? | net sales | turnover | top line | bottom line | cogs | costs? of (?:goods|sales|revenue)
        gross (?:profits?|margins?) | (?:operating|net|pre-?tax) (?:income|profits?|margins?|loss|earnings)
        profit (?:before|after|for) | ebit | ebitda | eps | earnings per share | profitab\w+
        r ?& ?d | sg ?& ?a | effective tax rate | interest (?:coverage|expense|cover) | payout
        retention ratio | capital[- ]intens\w+ | return on \w+ | ro[ae] | d[psi]o | dsi | ccc
        days? (?:of )?(?:sales|payables?|inventor(?:y|ies)|receivables?) | cash conversion cycle
        """,
    BALANCE: r"""
        pp ?& ?e | ppne | fixed assets? | (?:net )?plants? and equipment | capital[- ]intens\w+
        (?:total|current|quick) (?:assets?|liabilit(?:y|ies)|ratio) | working capital | liquidity | solvency
        leverage | debt[- ]to[- ]\w+ | gearing | total debt | (?:share|stock)holders['’]? equity
        (?:accounts?|trade) (?:receivables?|payables?) | payables | receivables | inventor(?:y|ies)
        goodwill | retained earnings | return on \w+ | ro[ae] | d[psi]o | dsi | ccc
        days? (?:of )?(?:sales|payables?|inventor(?:y|ies)|receivables?) | cash conversion cycle
        (?:asset|inventory|receivables?|payables?) turnover
        """,
}


def _any(words: str) -> re.Pattern[str]:
    """One pattern of what is parted by bars or line ends."""
    parts = [part.strip() for part in re.split(r" \| |\n", words) if part.strip()]
    return re.compile(rf"\b(?:{'|'.join(parts)})\b", re.IGNORECASE)


_ASKED = {kind: _any(words) for kind, words in _ITEMS.items()}
_NAMED = {kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for kind, words in _CALLED.items()}
_WHY = re.compile(
    r"\b(?:why|dr[io]ven?s?|drivers?|driving|explain\w*|reasons?|caused?|because|segments?|divisions?|customers?|"
    r"expect\w*|outlook|guidance|polic(?:y|ies)|leases?|reconcil\w+|risks?)\b",
    re.IGNORECASE,
)
_BEFORE = r"(?:(?:the|consolidated|condensed|combined|group|company|parent|interim|unaudited|audited)\s+)*"
_OF = r"statements?\s+of\s+(?:consolidated\s+)?"
_TITLES = {
    BALANCE: rf"{_BEFORE}(?:balance\s+sheets?|{_OF}financial\s+(?:position|condition))",
    INCOME: rf"{_BEFORE}(?:{_OF}(?:income|operations|earnings|profit\s+(?:or|and)\s+loss)"
    r"|income\s+statements?|profit\s+and\s+loss\s+accounts?)",
    CASH: rf"{_BEFORE}(?:{_OF}cash\s*flows?|cash\s*flow\s+statements?)",
}
_NAME = r"(?-i:(?:[A-Z][\w.&,'’-]*\s+|and\s+|of\s+|&\s+){0,8}?)"  # of the company, on the same line
_AFTER = r"(?:\W*|\W*(?:\(|as\s+(?:of|at)\b|at\b|for\s+the\b|years?\s+ended|continued|\d).*)"
_IS_TITLE = {kind: re.compile(rf"{_NAME}{words}{_AFTER}", re.IGNORECASE) for kind, words in _TITLES.items()}
_FIGURE = re.compile(r"\d[\d,.]*\d|\d")


def needed(question: str) -> frozenset[str]:
    """The statements from which a question about figures is answered; none when it asks for reasons."""
    if named := frozenset(kind for kind, words in _NAMED.items() if words.search(question)):
        return named
    if _WHY.search(question):
        return frozenset()
    return frozenset(kind for kind, words in _ASKED.items() if words.search(question))


def shown(top: str) -> str:
    """The one statement that a page shows, by the title among its first lines; none of a list of them."""
    found = {
        kind
        for line in top.splitlines()
        if len(line) <= MOST_TITLE and line[:1].isupper()
        for kind, title in _IS_TITLE.items()
        if title.fullmatch(line.strip())
    }
    return found.pop() if len(found) == 1 else ""


def has_figures(text: str) -> bool:
    return len(_FIGURE.findall(text)) >= FEWEST_FIGURES
