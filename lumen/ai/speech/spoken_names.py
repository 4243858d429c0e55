"""Names of currencies and small words as they are said in each language of the voices."""

from dataclasses import dataclass

_CURRENCIES: dict[str, dict[str, str]] = {
    "es": {"INR": "rupias", "USD": "dólares", "EUR": "euros", "GBP": "libras", "JPY": "yenes"},
    "ru": {"INR": "рупий", "USD": "долларов", "EUR": "евро", "GBP": "фунтов", "JPY": "иен"},
    "fr": {"INR": "roupies", "USD": "dollars", "EUR": "euros", "GBP": "livres", "JPY": "yens"},
    "de": {"INR": "Rupien", "USD": "Dollar", "EUR": "Euro", "GBP": "Pfund", "JPY": "Yen"},
    "it": {"INR": "rupie", "USD": "dollari", "EUR": "euro", "GBP": "sterline", "JPY": "yen"},
    "pt": {"INR": "rupias", "USD": "dólares", "EUR": "euros", "GBP": "libras", "JPY": "ienes"},
    "ja": {"INR": "ルピー", "USD": "ドル", "EUR": "ユーロ", "GBP": "ポンド", "JPY": "えん"},
    "ko": {"INR": "루피", "USD": "달러", "EUR": "유로", "GBP": "파운드", "JPY": "엔"},
    "zh": {"INR": "卢比", "USD": "美元", "EUR": "欧元", "GBP": "英镑", "JPY": "日元"},
    "ar": {"INR": "روبية", "USD": "دولار", "EUR": "يورو", "GBP": "جنيه", "JPY": "ين"},
    "hi": {"INR": "रुपये", "USD": "डॉलर", "EUR": "यूरो", "GBP": "पाउंड", "JPY": "येन"},
    "ur": {"INR": "روپے", "USD": "ڈالر", "EUR": "یورو", "GBP": "پاؤنڈ", "JPY": "ین"},
    "th": {"INR": "รูปี", "USD": "ดอลลาร์", "EUR": "ยูโร", "GBP": "ปอนด์", "JPY": "เยน"},
}
_ENGLISH = {  # one of it, and more
    "INR": ("rupee", "rupees"),
    "USD": ("dollar", "dollars"),
    "EUR": ("euro", "euros"),
    "GBP": ("pound", "pounds"),
    "JPY": ("yen", "yen"),
    "AED": ("dirham", "dirhams"),
    "SGD": ("Singapore dollar", "Singapore dollars"),
    "AUD": ("Australian dollar", "Australian dollars"),
    "CAD": ("Canadian dollar", "Canadian dollars"),
    "CHF": ("Swiss franc", "Swiss francs"),
    "CNY": ("yuan", "yuan"),
    "THB": ("baht", "baht"),
    "KRW": ("won", "won"),
    "BRL": ("real", "reais"),
    "RUB": ("rouble", "roubles"),
    "PKR": ("Pakistani rupee", "Pakistani rupees"),
    "SAR": ("riyal", "riyals"),
    "SEK": ("Swedish krona", "Swedish kronor"),
    "NOK": ("Norwegian krone", "Norwegian kroner"),
    "DKK": ("Danish krone", "Danish kroner"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """What signs are called."""

    minus: str
    to: str


_WORDS = {
    "en": Words("minus", "to"),
    "es": Words("menos", "a"),
    "ru": Words("минус", "до"),
    "fr": Words("moins", "à"),
    "de": Words("minus", "bis"),
    "it": Words("meno", "a"),
    "pt": Words("menos", "a"),
    "ja": Words("マイナス", "から"),
    "ko": Words("마이너스", "에서"),
    "zh": Words("负", "到"),
    "ar": Words("ناقص", "إلى"),
    "hi": Words("माइनस", "से"),
    "ur": Words("منفی", "سے"),
    "th": Words("ลบ", "ถึง"),
}


def words_of(language: str) -> Words:
    return _WORDS.get(language, _WORDS["en"])


def currency(code: str, language: str, *, is_one: bool) -> str:
    """A currency's name; letter by letter where the language has none for it here."""
    if language == "en" and code in _ENGLISH:
        one, many = _ENGLISH[code]
        return one if is_one else many
    return _CURRENCIES.get(language, {}).get(code) or " ".join(code)
