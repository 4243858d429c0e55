"""Messages that ask nothing: a greeting before the question, or thanks after the answer."""

import re
from typing import Literal

from lumen.common.text import slug_key

LONGEST_WORDS = 8
_NAMES = r"(?: (?:there|all|team|everyone|zusammen|ihr|a todos|a tutti|allemaal|ji))?"
_GREETING = re.compile(
    r"(?:(?:hi+|hey+|hello+|hiya|yo|good (?:morning|afternoon|evening|day)|greetings"
    r"|hallo|guten (?:tag|morgen|abend)|moin|servus|gruss gott|gruezi"
    r"|bonjour|bonsoir|salut|coucou"
    r"|hola|buenos dias|buenas(?: tardes| noches)?"
    r"|ciao|salve|buongiorno|buonasera"
    r"|ola|bom dia|boa (?:tarde|noite)"
    r"|hoi|goedemorgen|goedemiddag|goedenavond|goedendag"
    rf"|namaste|namaskar)(?:{_NAMES}) ?)+"
)
_THANKS = re.compile(
    r"(?:(?:(?:ok(?:ay)?|great|perfect|super|wonderful|lovely|cool|alright|all good|got it|fine|nice|top"
    r"|prima|parfait|perfecto|perfetto|genial|perfeito|alles klar|in ordnung|d accord|vale|va bene|tudo bem"
    r"|accha|theek hai)"
    r"|(?:many |much )?thanks?(?: you)?(?: (?:so|very) much| a lot| again| for (?:the|your) help)?"
    r"|thx|ty|cheers"
    r"|(?:vielen |herzlichen |lieben )?dank(?:e)?(?: ihnen| dir| euch)?(?: (?:schon|sehr|vielmals))?"
    r"|merci(?: beaucoup| bien)?|(?:muchas )?gracias|(?:mille |molte |tante )?grazie(?: mille)?"
    r"|(?:muito )?obrigad[oa]|(?:heel erg |dank ?je ?wel|bedankt|dank u)(?: wel| bedankt)?"
    r"|dhanyavad|dhanyawad|shukriya|that (?:helped|helps|works|worked|is all)) ?)+"
)
_IN_HINDI: dict[str, "Courtesy"] = {
    "नमस्ते": "greeting",
    "नमस्कार": "greeting",
    "धन्यवाद": "thanks",
    "शुक्रिया": "thanks",
}
Courtesy = Literal["greeting", "thanks", ""]


def courtesy_of(text: str) -> Courtesy:
    """Whether a message is only a greeting or only thanks; empty when it is more than that."""
    if found := _IN_HINDI.get(text.strip(" .!।,")):
        return found
    plain = slug_key(text.replace("'", " "))
    if not plain or len(plain.split()) > LONGEST_WORDS:
        return ""
    if _GREETING.fullmatch(plain):
        return "greeting"
    return "thanks" if "?" not in text and _THANKS.fullmatch(plain) else ""
