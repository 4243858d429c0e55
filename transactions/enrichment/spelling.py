"""Words as the lists of this package spell them, and names with capitals where people put them."""

from lumen.common.text import slug_key

_PLAIN = str.maketrans(
    {"ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "'": "", "’": ""}
)
_SMALL = {
    "a", "an", "and", "at", "da", "de", "del", "des", "di", "do", "dos", "du", "et", "for", "in", "la", "le",
    "les", "of", "on", "the", "to", "und", "van", "von", "y", "z",
}  # fmt: skip
_ACRONYMS = {
    "ATM", "AWS", "BBMP", "BESCOM", "BMTC", "BPCL", "BSES", "BSNL", "BWSSB", "CRED", "DMRC", "DTH", "EMI",
    "GST", "H&M", "HDFC", "HM", "HP", "HPCL", "IBM", "ICICI", "IKEA", "IOCL", "IRCTC", "JBL", "JSW", "KFC",
    "KSEB", "KSRTC", "LIC", "LPG", "MRF", "MSEB", "MSEDCL", "MSRTC", "MTNL", "MTR", "NGO", "NPS", "OYO",
    "PVR", "RTO", "SBI", "TNEB", "TSRTC", "TV", "UCO", "UK", "USA", "VI", "VLCC", "XUV", "AG", "BBQ", "NYC",
    "LB", "UAE", "EU", "US", "II", "III", "IV", "DJ", "IT", "XYZ", "ABC", "AMC", "IPA", "NHS", "YMCA", "CBD",
}  # fmt: skip
_ABBREVIATIONS = {
    "mr",
    "mrs",
    "ms",
    "dr",
    "st",
    "sr",
    "jr",
    "ltd",
    "pvt",
    "ldo",
    "mt",
    "ft",
    "nr",
    "ctr",
    "mkt",
    "smt",
}


def plain(text: str) -> str:
    """Folded words without signs; letters that accents do not explain are spelt as keyboards do."""
    return slug_key(text.translate(_PLAIN))


def tidy(name: str) -> str:
    """Capitals where people put them, if the source wrote all in one case."""
    name = " ".join(name.replace("_", " ").split())
    if not (name.isupper() or name.islower()):
        return name
    return " ".join(_tidy_word(word, at) for at, word in enumerate(name.split()))


def _tidy_word(word: str, at: int) -> str:
    upper, lower = word.upper(), word.lower()
    if upper in _ACRONYMS or _is_initials(word):
        return upper
    if at and lower in _SMALL:
        return lower
    for mark in ("-", "/", "&"):
        if mark in word.strip(mark):
            return mark.join(_tidy_word(part, 0) for part in word.split(mark))
    if lower.startswith("mc") and len(word) > 4 and word.isalpha():
        return f"Mc{word[2:].capitalize()}"
    if len(word) > 3 and word[1] in "'’" and lower[0] in "dlo":
        return upper[:2] + word[2:].capitalize()
    return word[:1].upper() + lower[1:]


def _is_initials(word: str) -> bool:
    """`HSBC`-like: few letters and no vowel, and no known abbreviation."""
    if not word.isalpha() or len(word) > 3 or word.lower() in _ABBREVIATIONS:
        return False
    return not set(word.upper()) & set("AEIOUYÄÖÜÉÈÁÀÍÓÚÃÕ")
