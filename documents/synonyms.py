"""Words that reports and papers use for what people ask about by another name."""

import re

from documents.periods import years_of

_SAME = (
    (r"capex|capital expenditures?|capital spending", "purchases of property plant and equipment additions"),
    (r"revenues?|top line", "net sales revenue total"),
    (r"net sales", "revenue"),
    (r"cogs|cost of goods sold", "cost of sales cost of products sold cost of revenue"),
    (r"cost of (?:sales|revenue)", "cost of goods sold"),
    (r"pp ?& ?e|ppne|fixed assets", "property plant and equipment net"),
    (r"net income|net profit|bottom line|net earnings", "net income earnings attributable"),
    (r"operating (?:income|profit|margin)|ebit", "operating income profit earnings from operations"),
    (r"ebitda", "operating income depreciation and amortization"),
    (r"d ?& ?a", "depreciation and amortization"),
    (r"income statement|p ?& ?l|profit and loss(?: statement)?", "statements of operations income earnings"),
    (r"balance sheet|financial position", "balance sheets total assets liabilities financial position"),
    (
        r"cash flow statement|statement of cash flows",
        "statements of cash flows operating investing financing activities",
    ),
    (r"accounts receivable|receivables|dso", "accounts receivable trade receivables net"),
    (r"accounts payable|payables|dpo", "accounts payable trade payables"),
    (r"inventory turnover|inventories|dio", "inventories cost of sales"),
    (
        r"quick ratio|current ratio|working capital|liquidity",
        "total current assets total current liabilities",
    ),
    (r"gross (?:margin|profit)", "gross profit margin cost of sales net sales"),
    (r"eps|earnings per share", "earnings per share diluted basic"),
    (r"effective tax rate|tax rate", "provision for income taxes effective tax rate"),
    (r"dividend payout(?: ratio)?|dividends?", "dividends paid cash dividends declared"),
    (r"r ?& ?d", "research and development"),
    (r"sg ?& ?a", "selling general and administrative expenses"),
    (r"debt|borrowings", "long-term debt borrowings notes"),
    (r"share repurchases?|buybacks?", "repurchases of common stock treasury stock"),
    (r"employees|headcount|workforce", "employees full-time"),
    (r"segments?|business units?", "segment reportable segments"),
)
_CAPEX = "purchases of property plant and equipment additions capital expenditures"
_CURRENT = "total current assets total current liabilities cash equivalents marketable securities receivable"
_SAID_IN_REPORTS = (
    (r"cap ?ex|capital expenditures?|capital (?:spending|investments?)", _CAPEX),
    (r"capital[- ]intens\w+", f"{_CAPEX} net total assets depreciation revenue net sales"),
    (r"revenues?|top line", "net sales revenue total"),
    (r"net sales|turnover", "revenue net sales"),
    (r"cogs|cost of goods sold", "cost of sales cost of products sold cost of revenue"),
    (r"cost of (?:sales|revenue)", "cost of goods sold"),
    (r"pp ?& ?e|ppne|fixed assets?", "property plant and equipment net"),
    (r"net income|net profit|bottom line|net earnings", "net income earnings attributable"),
    (r"operating (?:income|profit|margin)|ebit", "operating income profit earnings from operations"),
    (r"ebitda", "operating income depreciation and amortization"),
    (r"d ?& ?a", "depreciation and amortization"),
    (r"income statement|p ?& ?l|profit and loss(?: statement)?", "statements of operations income earnings"),
    (r"balance sheet|financial position", "balance sheets total assets liabilities financial position"),
    (
        r"cash flow statement|statement of cash flows",
        "statements of cash flows operating investing financing activities",
    ),
    (r"free cash ?flow|fcf", f"net cash provided by operating activities {_CAPEX}"),
    (r"operating cash ?flow|cash from operations", "net cash provided by operating activities"),
    (r"accounts receivable|receivables|dso|days sales", "accounts receivable trade receivables net sales"),
    (
        r"accounts payable|payables?|dpo",
        "accounts payable trade payables cost of sales cost of goods sold inventories",
    ),
    (r"inventory|inventories|dio|dsi", "inventories cost of sales cost of goods sold"),
    (
        r"cash conversion cycle|ccc",
        "inventories accounts receivable accounts payable cost of sales net sales",
    ),
    (r"quick ratio|current ratio|working capital|liquidity", _CURRENT),
    (r"return on assets|roa|asset turnover", "total assets net income net sales"),
    (r"return on equity|roe", "total stockholders shareholders equity net income"),
    (r"debt[- ]to[- ]equity|leverage|gearing", "total debt long-term borrowings total equity"),
    (r"interest cover(?:age)?", "interest expense operating income"),
    (r"gross (?:margin|profit)", "gross profit margin cost of sales net sales"),
    (r"eps|earnings per share", "earnings per share diluted basic"),
    (r"effective tax rate|tax rate", "provision for income taxes effective tax rate"),
    (r"payout(?: ratio)?|dividends?", "dividends paid cash dividends declared"),
    (r"(?:returned?|gave back|handed back) to (?:\w+ )?\w*holders", "dividends repurchases of common stock"),
    (r"r ?& ?d", "research and development"),
    (r"sg ?& ?a", "selling general and administrative expenses"),
    (r"debt|borrowings", "long-term debt borrowings notes"),
    (r"share repurchases?|buy ?backs?|b(?:uy|ought) back", "repurchases of common stock treasury stock"),
    (r"employees|headcount|workforce|people work|staff", "employees full-time"),
    (r"segments?|business units?|divisions?", "segment reportable segments"),
    (
        r"(?:main|largest|biggest|major|key) customers?|customer concentration|single customer",
        "customers accounted for 10% or more of net sales largest customer concentration",
    ),
    (
        r"dragg\w+ down|held? back|slow\w+ growth|(?:drove|driving|led) \w*\s*growth|organic\w*",
        "organic sales increase decrease growth",
    ),
    (r"drove|driv(?:ers?|en|ing)|explains?|why", "primarily due to driven by increase decrease"),
    (
        r"registered|listed|exchanges?|trade on|ticker",
        "title of each class trading symbol name of each exchange on which registered section 12(b)",
    ),
    (r"legal (?:battles?|matters?|issues?)|lawsuits?|sued|litigation", "legal proceedings litigation claims"),
    (r"acqui\w+|b(?:uy|ought)|takeovers?|merg\w+|m ?& ?a", "acquisitions acquired purchase price business"),
    (r"divest\w+|spin-?offs?|spun off|sold off", "divestiture sale of business discontinued operations"),
    (r"wr(?:itten|ote|ite)[- ](?:down|off)s?|impair\w+", "impairment charge goodwill"),
    (
        r"restructur\w+|layoffs?|laid off|severance|workforce reductions?|job cuts",
        "restructuring severance employee termination benefits charges",
    ),
    (r"audit(?:ed|ors?)", "independent auditor report registered public accounting firm opinion"),
    (r"on order|order ?book|commit\w+", "commitments purchase obligations deliveries"),
    (r"unions?|unionized", "labor unions collective bargaining agreements employees"),
    (r"guidance|outlook|forecasts?", "outlook expects guidance full-year"),
)


def _compiled(pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(rf"\b(?:{asked})\b", re.IGNORECASE), said) for asked, said in pairs)


_ANYWHERE = _compiled(_SAME)
_IN_REPORTS = _compiled(_SAID_IN_REPORTS)


def other_words(text: str) -> list[str]:
    """What a paper may say instead of the words of a question."""
    return [said for asked, said in _ANYWHERE if asked.search(text)]


def report_words(text: str) -> list[str]:
    """What a report of a company may say instead, and the years of `FY22` written out."""
    years = [str(year) for year in sorted(years_of(text)) if str(year) not in text]
    return [*(said for asked, said in _IN_REPORTS if asked.search(text)), *years]
