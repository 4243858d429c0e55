"""Numbers in words, English and Hindi written in Latin letters."""

from decimal import Decimal

ONES = {
    word: Decimal(value)
    for value, words in {
        "0": "zero",
        "1": "one ek a an",
        "2": "two do couple",
        "3": "three teen tin few",
        "4": "four char chaar",
        "5": "five paanch panch paach",
        "6": "six che chhe chah",
        "7": "seven saat",
        "8": "eight aath",
        "9": "nine nau",
        "10": "ten das dus",
        "11": "eleven gyarah",
        "12": "twelve barah baarah",
        "13": "thirteen terah",
        "14": "fourteen chaudah",
        "15": "fifteen pandrah pandra",
        "16": "sixteen solah",
        "17": "seventeen satrah",
        "18": "eighteen atharah",
        "19": "nineteen unnis",
        "25": "pachees pachis",
        "35": "paintees",
        "75": "pachhattar pachattar",
        "0.25": "quarter",
        "0.5": "half aadha adha",
        "1.5": "dedh derh",
        "2.5": "dhai adhai dhaai",
    }.items()
    for word in words.split()
}
TENS = {
    word: Decimal(value)
    for value, words in {
        20: "twenty bees",
        30: "thirty tees",
        40: "forty fourty chalis chaalis",
        50: "fifty pachas pachaas",
        60: "sixty saath",
        70: "seventy sattar",
        80: "eighty assi",
        90: "ninety nabbe",
    }.items()
    for word in words.split()
}
SCALES = {
    word: Decimal(value)
    for value, words in {
        100: "hundred hundreds sau",
        1_000: "k thousand thousands hazaar hazar hajar hajaar grand thou",
        100_000: "lakh lakhs lac lacs lk lkh l",
        1_000_000: "million millions mn mil m",
        10_000_000: "crore crores cr crs karod",
        1_000_000_000: "billion billions bn",
    }.items()
    for word in words.split()
}
ORDINALS = {
    word: value
    for value, words in {
        1: "first 1st pehla pehli pehle",
        2: "second 2nd doosra dusra doosri dusri",
        3: "third 3rd teesra tisra teesri",
        4: "fourth 4th chautha",
        5: "fifth 5th paanchva",
        6: "sixth 6th",
        7: "seventh 7th",
        8: "eighth 8th",
        9: "ninth 9th",
        10: "tenth 10th",
        11: "eleventh 11th",
        12: "twelfth 12th",
    }.items()
    for word in words.split()
}


def small_number(word: str) -> int | None:
    """A whole number up to 400 in digits, or one written as a single word."""
    if word.isdecimal():
        return int(word) if len(word) < 5 and 0 < int(word) <= 400 else None
    value = ONES.get(word) or TENS.get(word)
    return int(value) if value and value == int(value) else None
