"""Words of time and money in Devanagari, as the grammars spell them in Latin letters."""

import unicodedata

_LATIN = {
    "aaj": "आज",
    "kal": "कल",
    "parso": "परसों परसो",
    "narso": "नरसों",
    "is": "इस यह",
    "pichle": "पिछले पिछला पिछली गत बीते",
    "agle": "अगले अगला अगली",
    "din": "दिन दिनों दिवस",
    "hafte": "हफ्ते हफ्ता हफ्तों सप्ताह",
    "mahine": "महीने महीना महीनों माह",
    "timahi": "तिमाही",
    "saal": "साल सालों वर्ष बरस",
    "vitt": "वित्त वित्तीय",
    "varsh": "वर्षों",
    "tarikh": "तारीख",
    "pehle": "पहले पूर्व",
    "baad": "बाद",
    "se": "से",
    "tak": "तक",
    "me": "में मे",
    "ke": "के",
    "ka": "का",
    "ki": "की",
    "ko": "को",
    "aur": "और",
    "beech": "बीच",
    "ab": "अब",
    "abhi": "अभी",
    "january": "जनवरी",
    "february": "फरवरी",
    "march": "मार्च",
    "april": "अप्रैल",
    "may": "मई",
    "june": "जून",
    "july": "जुलाई",
    "august": "अगस्त",
    "september": "सितंबर सितम्बर",
    "october": "अक्टूबर अक्तूबर",
    "november": "नवंबर नवम्बर",
    "december": "दिसंबर दिसम्बर",
    "somvar": "सोमवार",
    "mangalvar": "मंगलवार",
    "budhvar": "बुधवार",
    "guruvar": "गुरुवार गुरूवार बृहस्पतिवार वीरवार",
    "shukravar": "शुक्रवार",
    "shanivar": "शनिवार",
    "ravivar": "रविवार इतवार",
    "diwali": "दिवाली दीवाली दीपावली",
    "holi": "होली",
    "ek": "एक",
    "do": "दो",
    "teen": "तीन",
    "char": "चार",
    "paanch": "पांच",
    "chhe": "छह छः छे छ",
    "saat": "सात",
    "aath": "आठ",
    "nau": "नौ",
    "das": "दस",
    "barah": "बारह",
    "pandrah": "पंद्रह पन्द्रह",
    "bees": "बीस",
    "tees": "तीस",
    "chalis": "चालीस",
    "pachas": "पचास",
    "sau": "सौ",
    "hazaar": "हजार",
    "lakh": "लाख",
    "karod": "करोड",
    "dedh": "डेढ",
    "dhai": "ढाई",
    "sawa": "सवा",
    "sadhe": "साढे",
    "paune": "पौने",
    "aadha": "आधा आधे",
    "rupaye": "रुपये रुपए रुपया रुपयों रूपये रूपए रु",
    "kam": "कम",
    "zyada": "ज्यादा अधिक",
    "upar": "ऊपर",
    "neeche": "नीचे",
    "lagbhag": "लगभग",
    "kareeb": "करीब",
}
_SAME = str.maketrans({"\u093c": None, "\u0901": "\u0902"})  # without the dot below; one sign for a nasal


def _plain(word: str) -> str:
    return unicodedata.normalize("NFD", word).translate(_SAME)


_TABLE = {_plain(word): latin for latin, words in _LATIN.items() for word in words.split()}


def latin(word: str) -> str:
    """The word in Latin letters and its digits in ASCII where it is a known one; any other unchanged."""
    if word.isascii():
        return word
    if word.isdecimal():
        return str(int(word)) if len(word) < 20 else word
    return _TABLE.get(_plain(word), word)
