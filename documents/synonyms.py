"""Words that reports and papers use for what people ask about by another name."""

import re

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
_FINANCE = tuple((re.compile(rf"\b(?:{asked})\b", re.IGNORECASE), said) for asked, said in _SAME)


def other_words(text: str) -> list[str]:
    """What a paper may say instead of the words of a question."""
    return [said for asked, said in _FINANCE if asked.search(text)]
