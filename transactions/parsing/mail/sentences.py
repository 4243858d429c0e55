"""A mail's own sentences, without greeting, advice and small print."""
# ruff: noqa: E501  patterns are data; a broken line hides more than a long one

import re

_I = re.IGNORECASE
_SMALL_PRINT = re.compile(
    r"""never\s+(?:ask|share|call)|do\s+not\s+(?:share|reply|disclose|respond|click)|don['’]t\s+(?:share|reply)|please\s+do\s+not|not\s+to\s+(?:share|disclose)|(?:system|auto|computer)[- ]?(?:matically\s+)?generated
    |\b(?:if|in\s+case|should)\b.{0,30}\b(?:not|didn|did\s+not|haven|don|any)\b.{0,60}\b(?:done|made|make|authori[sz]e\w*|recogni[sz]e\w*|initiate\w*|transaction|payment|you|queries|questions)\b
    |\b(?:not\s+(?:done\s+by\s+)?you|not\s+me|not\s+u|trxn?\.?\s+not\s+done|wasn['’]t\s+you|don['’]t\s+recogni[sz]e)\b|\bcall\s+(?:us|our|on|the|\d|1)|\bcustomer\s+(?:care|service|support)\b|\bhelp\s?(?:line|desk|cent)|toll[- ]?free|\bunsubscribe|\bview\s+(?:this|in|online)|\bprivacy\b|\bterms\s+(?:&|and|of)\b|\bt\s?&\s?c|\bcopyright|©|all\s+rights\s+reserved|registered\s+office|\bcin\s?:|\bfdic\b|equal\s+housing|\bconfidential|\bdisclaimer|\byou(?:['’]re|\s+are)\s+(?:receiving|getting)|\b(?:this|the)\s+(?:e-?mail|message)\s+(?:was|is|has|contains|and)|\bsent\s+to\s+\S+@|\bmanage\s+(?:your\s+)?(?:alerts?|preferences|notifications)|\b(?:change|update|adjust)\s+(?:your\s+)?(?:alert|notification|settings)|\balert\s+settings|\bdownload\s+(?:our|the|app|yono)|\bget\s+the\s+app|\bfollow\s+us|\bclick\s+here|\bfor\s+(?:more|further|any|your\s+security|details)\b|\bvisit\s+(?:us|our|the|your|my)\b|\bprotect\s+your|\bbeware|\bphishing|\bsecure\s+message|\bto\s+(?:report|block|dispute|stop|opt|know\s+more|view|see|manage|unsubscribe)\b|\bsms\s+block|\bcardholder\s+agreement|\bthe\s+above\s+limits|\bwarm\s+regards|\bas\s+part\s+of\s+our|\bnicht\s+auf\s+diese|\bautomatisch\s+erstellt|\bimpressum|\bdatenschutz|\bne\s+pas\s+r[ée]pondre|\bno\s+responda|\bnon\s+rispondere|\bniet\s+beantwoorden|\bnão\s+responda|\bmay\s+be\s+a\s+pre-?authori|\btake[s]?\s+(?:a\s+)?(?:few|up\s+to)|\bthank\s+you\s+for\s+(?:banking|choosing|being)|\brisk|\bpersonal\s+loans?\s+up\s*to|\binterest\s+rate|\bconvert\s+(?:this|your|it)\b.{0,30}\bemi|\breward\s+points?\b|\bmissed\s+a\s+payment""",
    _I | re.VERBOSE,
)
_ENDS = re.compile(
    r"^\s*(?:(?:warm|kind|best|with)?\s*regards|sincerely|yours\s+(?:truly|sincerely|faithfully)|disclaimer|important(?:\s+(?:note|information))?\s*:?$|please\s+note|note\s*:|mit\s+freundlichen\s+grüßen|viele\s+grüße|cordialement|bien\s+cordialement|saludos|atentamente|cordiali\s+saluti|met\s+vriendelijke\s+groet|atenciosamente|cheers|thanks\s*[,!]?\s*$|thank\s+you\s*[,!]?\s*$|the\s+\w+\s+team|team\s+\w+)\b",
    _I,
)
_GREETING = re.compile(
    r"^\s*(?:dear|hi|hello|hey|greetings|hallo|guten\s+tag|sehr\s+geehrte\w*|bonjour|hola|estimad[oa]|ciao|gentile|beste|ol[áa]|prezad[oa]|namaste)\b[^.:]{0,60}[,!.:]?\s*$",
    _I,
)
_SPLIT = re.compile(
    r"(?<![.\s][A-Z])(?<!\b[Rr]s)(?<!\b[Nn]o)(?<!\b[Nn]os)(?<!\b[Cc]o)(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bCr)(?<!\bSt)(?<!\bLtd)(?<!\bPvt)(?<!\bInc)(?<!\bRef)(?<!\bTxn)(?<!\bAvl)(?<!\bAcct)(?<!\bMrs)(?<!\bEnd)(?<!\bTrxn)(?<!\bnr)(?<!\bNr)[.!?]\s+(?=[A-Z₹$€£\"“(*À-ÝА-Я¿¡]|\d{6})"
)
_MAX = 60


def sentences_of(subject: str, text: str) -> list[str]:
    """The sentences that tell something: the subject first, small print and greeting left out."""
    found = [re.sub(r"^(?:\s*(?:re|fwd?|alert|view)\s*:\s*)+", "", subject, flags=_I).strip()]
    for line in text.split("\n")[:600]:
        if _ENDS.match(line) and len(found) > 1:
            break
        if _GREETING.match(line):
            continue
        body = re.sub(r"^\s*(?:dear|hi|hello)\s+(?:\w+\s+){0,3}\w+\s*[,!]\s+", "", line, flags=_I)
        found += [sentence.strip() for sentence in _SPLIT.split(body[:3000]) if sentence.strip()]
    told = [sentence for sentence in found if sentence and not _SMALL_PRINT.search(sentence)]
    return told[:_MAX]
