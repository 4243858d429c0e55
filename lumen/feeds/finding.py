"""Finding entries by words: a word is found where one of the title or text begins with it.

"rain" is found in "Rainy days", not in "Ukraine". Letters of scripts that know no such beginnings, or write
without spaces, are found anywhere; for those there is no index.
"""

import re
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import Func, Q

MOST_WORDS = 12
_PART = re.compile(r"[^\W_]+")
_INDEXED = re.compile(r"[a-z0-9\u00c0-\u024f\u0370-\u03ff\u0400-\u052f\u1e00-\u1fff]+", re.IGNORECASE)


class WordsOf(Func):
    """The words of texts as the index `entry_words` has them.

    What joins words into names of hosts, files, mail addresses and signed numbers parts them here.
    """

    template = "to_tsvector('simple'::regconfig, translate(%(expressions)s, './_-+<>&@:\\', '           '))"
    arg_joiner = " || ' ' || "
    output_field = SearchVectorField()


def holding(words: str) -> tuple[dict[str, Any], Q]:
    """What to add to a query (`alias`) and its condition, so that rows hold all of the words.

    Each word that the index knows goes through it; whatever more a word says (a hyphen, a sign) must stand
    there just so.
    """
    beginnings: list[str] = []
    wanted = Q()
    for word in words.split()[:MOST_WORDS]:
        parts = _PART.findall(word)
        is_known = bool(parts) and all(_INDEXED.fullmatch(part) for part in parts)
        beginnings += parts if is_known else []
        if not is_known or parts != [word]:
            wanted &= Q(title__icontains=word) | Q(summary__icontains=word)
    if not beginnings:
        return {}, wanted
    asked = SearchQuery(" & ".join(f"'{part}':*" for part in beginnings), config="simple", search_type="raw")
    return {"words_told": WordsOf("title", "summary")}, Q(words_told=asked) & wanted
