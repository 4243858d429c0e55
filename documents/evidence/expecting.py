"""What kind of thing a question asks for, and whether and where a text holds one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

Span = tuple[int, int]


class Kind(StrEnum):
    AMOUNT = "amount"
    DATE = "date"
    TIME = "time"
    DURATION = "duration"
    SHARE = "share"
    NUMBER = "number"
    CODE = "code"
    NAME = "name"


_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|"
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|"
    "januar|februar|märz|mai|juni|juli|oktober|dezember|"
    "janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|"
    "январ[ьея]|феврал[ьея]|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|"
    "जनवरी|फ़?रवरी|मार्च|अप्रैल|मई|जून|जुलाई|अगस्त|सितंबर|अक्टूबर|नवंबर|दिसंबर|"
    "يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر"
)
_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_TENS = "zwanzig|dreißig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig"
_WORDED = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    "eighteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|half|"
    "third|quarter|fifths?|dozen|once|twice|none|single|"
    "uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieci\\w+|veint\\w+|"
    "treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|cien(?:to)?|\\w+cient[oa]s|quinient[oa]s|mil|"
    "millon(?:es)?|millón|mitad|tercio|cuarta parte|docena|solo un[oa]?|"
    "einmal|zwei(?:mal)?|drei(?:mal)?|vier(?:mal)?|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|"
    f"\\w{{3,6}}zehn|(?:\\w{{3,6}}und)?(?:{_TENS})|\\w{{0,20}}(?<!jahr)(?:hundert|tausend)\\w{{0,20}}|million(?:en)?|"
    "hälfte|drittel|viertel|fünftel|zehntel|dutzend|"
    "один|одн\\w+|дв(?:а|е|ух|ум)|тр(?:и|[её]х|[её]м)|четыр(?:е|[её]х|[её]м)|пят(?:ь|и)|шест(?:ь|и)|сем(?:ь|и)|"
    "вос(?:емь|ьми)|девят(?:ь|и)|десят(?:ь|и)|\\w+надцат(?:ь|и)|двадцат[ьи]|тридцат[ьи]|сорока?|"
    "(?:пять|шесть|семь|восемь|пяти|шести|семи|восьми)десяти?|девяност[оа]|ст[оа]|двести|двухсот|триста|тр[её]хсот|"
    "четыреста|(?:пять|шесть|семь|восемь|девять|пяти|шести|семи|восьми|девяти)сот|тысяч\\w*|миллион\\w*|"
    "полутора|полтора|половин\\w+|треть|трети|четверть|впятеро|втрое|вдвое|дважды|"
    "[وبلف]?(?:ال)?(?:واحدة?|اثن(?:ان|ين|ي|ا|تين|تا)|ثلاث\\w*|[أا]ربع\\w*|خمس\\w*|ست(?:ة|ين|ون|مئة)?|سبع\\w*|"
    "ثماني?\\w*|تسع\\w*|عشر\\w*|مئ(?:ة|ات|تا|تي|تين)|مائ(?:ة|ت\\w+)|[أا]لف\\w*|آلاف|مليون\\w*|ملايين|نصف|ربع|ثلث\\w*)"
)
_HINDI_WORDED = (
    r"(?<![\u0900-\u097f])(?:एक|दो|तीन|चार|पाँच|पांच|छह|छः|सात|आठ|नौ|दस|ग्यारह|बारह|तेरह|चौदह|पंद्रह|सोलह|सत्रह|"
    r"अठारह|उन्नीस|बीस|इक्कीस|बाईस|तेईस|चौबीस|पच्चीस|छब्बीस|तीस|बत्तीस|पैंतीस|चालीस|पैंतालीस|पचास|साठ|पैंसठ|सत्तर|बहत्तर|अस्सी|नब्बे|"
    r"सौ|ह(?:ज|ज़|ज़)ार|लाख|करोड़?|करोड़|आधा|आधी|डेढ़|ढाई|साढ़े|तिहाई|चौथाई|दोनों)(?![\u0900-\u097f])"
)
_MONEY = r"rs\.?|inr|₹|\$|€|£|¥|usd|eur|gbp|chf|aed"
_MONEY_AFTER = (
    r"euros?|dollars?|pounds?|rupees?|crowns?|cents?|pence|francs?|yen|yuan|rubles?|eur|usd|inr|gbp|chf|"
    r"рубл\w*|тысяч\w* рубл\w*|रुपये|रुपए|रुपया|درهم\w*|دولار\w*|ريال\w*|元|円|万元"
)
_FIGURE = r"\d(?:[\d,.' \u00a0\u202f]*\d)?"
_SCALE = (
    r"(?:\s?(?:lakhs?|crores?|thousand|million|billion|mn|bn|k|mio\.?|mrd\.?|millones|тыс\.?|млн|млрд)\b)?"
)
_PATTERNS: dict[Kind, re.Pattern[str]] = {
    Kind.AMOUNT: re.compile(
        rf"(?:(?:{_MONEY})\s?{_FIGURE}{_SCALE}(?:/-)?)|(?:{_FIGURE}{_SCALE}\s?(?:{_MONEY_AFTER}))(?!\w)|"
        r"(?<![\d.,])\d{1,3}(?:[,.\u00a0\u202f' ]\d{2,3})*[.,]\d\d(?![\d.,]*\d)|"
        r"[一二三四五六七八九十百千万两零]+元",
        re.IGNORECASE,
    ),
    Kind.DATE: re.compile(
        rf"\b\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:of\s+|de\s+)?(?:{_MONTHS})\b\.?(?:,?\s+(?:de\s+)?\d{{4}})?|"
        rf"\b(?:{_MONTHS})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?|"
        rf"\b(?:{_MONTHS})\.?,?\s+\d{{4}}\b|"
        r"\b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b|\b\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}\b|"
        r"[\d一二三四五六七八九〇零]{2,4}年(?:[\d一二三四五六七八九十]{1,3}月)?(?:[\d一二三四五六七八九十]{1,3}日)?|"
        r"القرن \w+|\b\w{1,20} (?:века?|веке)\b|\bsiglo [xvi]+\b|\bjahrhunderts?\b|(?:शताब्दी|सदी)|世纪|"
        rf"\b(?:1\d|20)\d\d\b|\b(?:{_DAYS})s?\b|\b(?:{_MONTHS})\b|\b\d{{1,2}}(?:st|nd|rd|th)\b",
        re.IGNORECASE,
    ),
    Kind.TIME: re.compile(
        r"\b\d{1,2}[.:]\d\d(?:\s?[ap]\.?m\.?)?|\b\d{1,2}\s?[ap]\.?m\b|\bnoon|\bmidnight", re.IGNORECASE
    ),
    Kind.DURATION: re.compile(
        rf"\b(?:\d[\d.,]*|{_WORDED}|a|an)(?:\s+(?:to|and)\s+(?:\d+|{_WORDED}))?[- ]?(?:calendar |"
        rf"working |full )?"
        r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|centur\w+|decades?|fortnight|"
        r"segundos?|minutos?|horas?|días?|semanas?|mes(?:es)?|años?|sekunden?|minuten?|stunden?|"
        r"tagen?|tage?|"
        r"wochen?|monaten?|monate?|jahren?|jahre?|дн\w+|месяц\w*|лет|год\w*|недел\w+|час\w*|"
        r"दिन|महीन\S+|साल|वर्ष|घंट\S+|يوم\w*|أيام|[أا]سب\w+|[أا]شهر|شهر\w*|سنة|سنوات|عام\w*|أعوام|ساع\w+|دقي\w+|"
        r"دقائق|ثاني\w+|ثوان\w*|قرون?)(?!\w)|"
        r"(?:يوم|شهر|عام|[أا]سبوع|سنت|ساعت|دقيقت)ين(?!\w)|"
        rf"(?:\d+|{_HINDI_WORDED})\s+(?:दिन|महीन|साल|वर्ष|घंट|सप्ताह|हफ़?्त|मिनट|सेकंड|शताब्द|सद)|"
        r"[\d一二三四五六七八九十百两半]+个?多?(?:天|日|月|年|小时|分钟|秒|周|星期|世纪)",
        re.IGNORECASE,
    ),
    Kind.SHARE: re.compile(
        r"\d[\d.,]*\s?%|\b[\w.-]+ per ?cent\b|por ciento|prozent|процент\w*|फ़?ीसदी|प्रतिशत|بالمئة|٪|百分之",
        re.IGNORECASE,
    ),
    Kind.NUMBER: re.compile(
        rf"{_FIGURE}{_SCALE}|\b(?:{_WORDED})\b|{_HINDI_WORDED}|[一二三四五六七八九十百千万两]{{1,}}",
        re.IGNORECASE,
    ),
    Kind.CODE: re.compile(
        r"[^\s@]{1,64}@[^\s@]{1,190}\.\w+|\+?\d[\d /()-]{5,}\d|"
        r"(?<![\w/-])(?=[\w/-]*\d)(?:[A-Z0-9]+[-/])*[A-Z0-9]{2,}(?:[-/][A-Z0-9]+)*",
    ),
    Kind.NAME: re.compile(
        r"(?<![.!?:“\"\n]\s)(?<!^)\b[^\W\d_a-zа-яß-ÿ][^\W\d_]+(?:[ -][^\W\d_a-zа-яß-ÿ][\w.]*)*"
    ),
}
_ASKS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        Kind.DURATION,
        re.compile(
            r"\b(how long|how (?:soon|often|old)|how many (?:days?|months?|years?|weeks?|hours?|minutes?)|"
            r"notice period|what period|within (?:what|which) (?:time|period)|half-life)\b|cuánto tiempo|"
            r"cuántos (?:días|meses|años)|wie lange|как долго|на какой срок|за какое время|сколько (?:дней|"
            r"лет|месяцев|времени)|"
            r"कितने (?:दिन|महीन\S+|साल|वर्ष|समय)|कितनी देर|كم (?:يوم|سنة|شهر|عام|ساعة|من الوقت)|"
            r"多久|多少天|多长时间|几年",
            re.IGNORECASE,
        ),
    ),
    (
        Kind.SHARE,
        re.compile(
            r"\b(what (?:percentage|share|per ?cent)|how (?:many )?per ?cent|which share)\b", re.IGNORECASE
        ),
    ),
    (
        Kind.AMOUNT,
        re.compile(
            r"\b(how (?:much (?:is|was|are|were|do|does|did|will|should|must|money|can)|expensive)|"
            r"cost|price|"
            r"fees?|amount|charges?|premium|rent|salary|deposit|balance|total|excess|"
            r"fine|penalty|worth|paid|budget|dividend|revenue|income|sales|profit)\b|"
            r"cuánto (?:cuesta|es|se paga)|precio|renta|importe|wie ?viel kostet|kosten|"
            r"сколько стоит|стоимость|цена|किराया कितना|कितना (?:है|पैसा|खर्च)|क़?ीमत|كم (?:الإيجار|"
            r"سعر|ثمن|يبلغ)|"
            r"多少钱|租金|价格|费用",
            re.IGNORECASE,
        ),
    ),
    (
        Kind.TIME,
        re.compile(r"\b(what time|at what hour|which hours?|opening hours|o'clock)\b", re.IGNORECASE),
    ),
    (
        Kind.DATE,
        re.compile(
            r"\b(when|what (?:date|year|day|month)|which (?:date|year|day|month)|in what (?:year|"
            r"month)|due|"
            r"by (?:when|which day)|since when|until when|deadline|expir\w+|valid (?:until|till)|dated)\b|"
            r"cuándo|en qué año|qué día|\bwann\b|welche[mn]? (?:jahr|tag|datum)|когда|в каком году|"
            r"कब|किस (?:साल|वर्ष|तारीख|सन|महीने|दिन)|متى|في أي (?:سنة|عام|يوم)|"
            r"什么时候|哪一年|哪年|何时|哪天|几月",
            re.IGNORECASE,
        ),
    ),
    (
        Kind.CODE,
        re.compile(
            r"\b((?:phone|telephone|policy|account|invoice|bill|order|serial|reference|registration|meter|"
            r"customer|contract|flight|booking|model|part|licence|license|passport|vehicle|claim|tax)s? "
            r"(?:number|no\.?|id)|phone|helpline|e-?mail|gstin|pan|iban|code|id|which form|standard|"
            r"(?:number|whom?|where).{0,20}\b(?:call|ring|report))\b",
            re.IGNORECASE,
        ),
    ),
    (
        Kind.NUMBER,
        re.compile(
            r"\b(how (?:many|much|far|big|large|tall|high|deep|heavy|wide|fast|big|hot|efficient|hard)|"
            r"number of|what (?:size|speed|length|height|depth|weight|area|rating|distance|population))\b|"
            r"cuánt[oa]s?|wie ?viele?|wie (?:hoch|groß|lang|tief|schnell)|сколько|"
            r"какова? (?:глубина|длина|высота)|"
            r"कितन[ाीे]|كم\b|多少|几[个种条]|多[高长深大]",
            re.IGNORECASE,
        ),
    ),
    (
        Kind.NAME,
        re.compile(
            r"\b(who|whom|whose|which (?:person|company|city|country|town|river|general|king|team|state)|"
            r"what (?:city|country|town|company)|where|name of|named)\b|quién(?:es)?|dónde|"
            r"\b(?:wer|wen|wem|wo)\b|\bкто\b|\bкого\b|\bгде\b|в каком городе",
            re.IGNORECASE,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of a text that could be what is asked for."""

    kind: Kind
    start: int
    end: int
    text: str


def expected(question: str) -> Kind | None:
    """The kind of thing that `question` asks for; `None` when its words do not tell."""
    return next((kind for kind, asks in _ASKS if asks.search(question)), None)


def candidates(kind: Kind, text: str, question: str) -> Iterator[Candidate]:
    """Stretches of `text` of this kind, except those that the question itself names."""
    asked = " ".join(question.split()).casefold()
    for match in _PATTERNS[kind].finditer(text):
        found = match.group().strip(" ,.;")
        if found and found.casefold() not in asked:
            start = match.start() + match.group().index(found)
            yield Candidate(kind, start, start + len(found), found)


def holds(kind: Kind | None, text: str, question: str) -> bool:
    """Whether `text` has anything of the kind that is not in the question."""
    return kind is not None and next(candidates(kind, text, question), None) is not None
