"""How words are said, in the recogniser's phones (ARPABET): its dictionary, then rules of spelling.

The rules are for names that no dictionary has: English letter groups first, and vowels as Indian names in
Latin letters say them. British ways of saying a word are made from the American ones of the dictionary.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

Dictionary = Mapping[str, tuple[str, ...]]
_VOWELS = frozenset(
    ["AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"]
)
_LETTERS = {
    **dict(zip("abcdefg", ("EY", "B IY", "S IY", "D IY", "IY", "EH F", "JH IY"), strict=True)),
    **dict(zip("hijklmn", ("EY CH", "AY", "JH EY", "K EY", "EH L", "EH M", "EH N"), strict=True)),
    **dict(zip("opqrstu", ("OW", "P IY", "K Y UW", "AA R", "EH S", "T IY", "Y UW"), strict=True)),
    **dict(zip("vwxyz", ("V IY", "D AH B AH L Y UW", "EH K S", "W AY", "Z IY"), strict=True)),
}
# `letters  phones  [before]  [after]`: the first whose letters and surroundings fit is taken. In the
# surroundings `^` is the word's edge, `V` a vowel, `C` a consonant, `F` one of e, i and y.
_RULES = """
ough AO C
ough OW
augh AO
tion SH,AH,N
sion ZH,AH,N
cious SH,AH,S
tious SH,AH,S
ious IY,AH,S
ture CH,ER
sure ZH,ER V
eigh EY
igh AY
tch CH
sch SH
ssh SH
chh CH
kh K
gh G ^
gh G
bh B
dh D
jh JH
th TH
sh SH
zh ZH
ph F
ch K * r
ch CH
ck K
cc K,S * F
cc K
qu K,W
q K
wh W ^
wr R ^
kn N ^
gn N ^
ps S ^
rh R
dge JH
dg JH * F
gg G
ge JH * ^
gi JH,IH ^ n
gy JH,IY * ^
g G
ng NG * ^
ng NG,G * V
nk NG,K
sc S * F
ss S
sm Z,AH,M V ^
s Z V ^
se Z V ^
se S C ^
s S
xx K,S
x Z ^
x K,S
zz Z
ts T,S
tt T
t T
bb B
mb M * ^
b B
ce S * ^
c S * F
c K
dd D
d D
ff F
f F
h HH
jj JH
j JH
kk K
k K
ll L
le AH,L C ^
l L
mm M
m M
nn N
n N
pp P
p P
rr R
vv V
v V
w W * V
w -
y Y ^
y Y V V
y IY * ^
y IH
aar AA,R
air EH,R
are EH,R C ^
ar AA,R * C
ar AA,R * ^
ai EY
ay EY
au AO
aw AO
aa AA
al AO,L * k
a AH * ^
eer IH,R
ear IH,R
er ER * C
er ER * ^
ee IY
ea IY
ei EY
ey IY * ^
ey EY
eu Y,UW
ew UW
es Z C ^
e EH C x
ie IY
ir ER * C
ir ER * ^
ia IY,AH
io IY,OW
oar AO,R
oor UH,R
our AO,R
or AO,R
oo UW
oa OW
oi OY
oy OY
ou AW
ow OW * ^
ow AW
oe OW
ue UW
ui UW
ur ER * C
ur ER * ^
uy AY
r R
z Z
"""
_SILENT_E = re.compile(r"(?<=[aeiouy][bcdfgklmnprstvz])e(?=$|s$)")
_LONG = {"a": "EY", "e": "IY", "i": "AY", "o": "OW", "u": "UW", "y": "AY"}
_SHORT = {"a": "AE", "e": "EH", "i": "IH", "o": "AA", "u": "AH", "y": "IH"}
_OPEN = {"a": "AA", "e": "EY", "i": "IY", "o": "OW", "u": "UW", "y": "IY"}
_BATH = frozenset(
    [
        "last",
        "past",
        "fast",
        "ask",
        "answer",
        "class",
        "pass",
        "glass",
        "grass",
        "bath",
        "path",
        "half",
        "after",
        "plant",
        "dance",
        "chance",
        "branch",
        "advance",
        "france",
        "can't",
        "castle",
        "master",
        "basket",
        "cast",
        "vast",
        "task",
        "draft",
        "staff",
        "calf",
        "laugh",
        "example",
        "sample",
        "command",
        "demand",
        "grant",
        "france",
        "father",
        "rather",
        "pharmacist",
        "fasten",
        "disaster",
        "broadcast",
        "contrast",
    ]
)

_NO_VOWEL = "(?= (?:[^AEIOU]|$))"


def _changes(*rules: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), instead) for pattern, instead in rules)


_DROPPED = _changes(
    (rf"(?<= IH) R{_NO_VOWEL}", " AH"),
    (rf"(?<= (?:EH|UH|IY|AW|AY)) R{_NO_VOWEL}", " AH"),
    (rf"(?<=[AEIOU]\w) R{_NO_VOWEL}", ""),
    (rf" ER{_NO_VOWEL}", " AH"),
)
_OPENED = _changes(
    (r" AE(?= )", " AA"),
    (rf" IH R{_NO_VOWEL}", " IY AH"),
    (r" EY(?= )", " EH IY"),
    (r" ER(?= [AEIOU])", " AH R"),
)
_DRAWN = _changes((r" AY(?= )", " AO IY"), (r" IH(?= )", " IY"), (rf" L{_NO_VOWEL}", " OW"))


@lru_cache(maxsize=2)
def dictionary(path: Path) -> Dictionary:
    """Every word of a pronouncing dictionary with the ways it is said, the usual one first."""
    found: dict[str, tuple[str, ...]] = {}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            word, _, phones = line.strip().partition(" ")
            word = word.split("(")[0]
            found[word] = (*found.get(word, ()), phones.strip())
    return found


def said(word: str, known: Dictionary) -> tuple[str, ...]:
    """The ways a word in small letters is said, the usual one first."""
    usual = known.get(word) or _joined(word, known) or guessed(word)
    return tuple(dict.fromkeys((*usual, *(other for one in usual for other in british(one, word)))))


def said_together(words: Iterable[str], known: Dictionary, most: int = 4) -> tuple[str, ...]:
    """The ways words are said one after the other, in one accent from the first to the last."""
    ways: list[str] = [""]
    accents: list[list[str]] = [[], [], []]
    for word in words:
        usual = known.get(word) or _joined(word, known) or guessed(word)
        if not usual:
            continue
        ways = [f"{one} {other}".strip() for one in ways for other in usual][:most]
        for accent, way in zip(accents, _accents(usual[0], word), strict=True):
            accent.append(way)
    return tuple(way for way in dict.fromkeys((*ways, *map(" ".join, accents))) if way)


def spelled(letters: str) -> str:
    """Letters said one by one."""
    return " ".join(_LETTERS[letter] for letter in letters.lower() if letter in _LETTERS)


def guessed(word: str) -> tuple[str, ...]:
    """How a word that no dictionary has may be said: as English spells, and with open vowels."""
    plain = re.sub(r"[^a-z]", "", word.lower())
    if not plain:
        return ()
    if len(plain) < 5 and not re.search("[aeiouy]", plain):
        return (spelled(plain),)
    ways = (_by_rules(plain, is_open=False), _by_rules(plain, is_open=True))
    return tuple(dict.fromkeys(way for way in ways if way))


def british(phones: str, word: str = "") -> tuple[str, ...]:
    """The ways the same word is said in Britain, as far as they differ."""
    return tuple(way for way in dict.fromkeys(_accents(phones, word)) if way != phones)


def _accents(phones: str, word: str) -> tuple[str, str, str]:
    """With the broad a of `last` and without an r that no vowel follows; then with other vowels; then with
    its diphthongs drawn out and a dark l too."""
    broad = f" {phones} "
    if word in _BATH:
        broad = broad.replace(" AE ", " AA ")
    opened = _replaced(broad, _OPENED + _DROPPED)
    return _replaced(broad, _DROPPED).strip(), opened.strip(), _replaced(opened, _DRAWN).strip()


def _replaced(phones: str, rules: Iterable[tuple[re.Pattern[str], str]]) -> str:
    for pattern, instead in rules:
        phones = pattern.sub(instead, phones)
    return phones


def _joined(word: str, known: Dictionary) -> tuple[str, ...]:
    """Two words of the dictionary written as one, as in `airtel` or `bigbasket`; the longest first part."""
    plain = re.sub(r"[^a-z]", "", word)
    for cut in range(len(plain) - 3, 2, -1):
        first, second = known.get(plain[:cut]), known.get(plain[cut:])
        if first and second and cut > 2:
            return (f"{first[0]} {second[0]}",)
    return ()


def _by_rules(word: str, *, is_open: bool) -> str:
    silent = _SILENT_E.sub("_", word)
    phones: list[str] = []
    at = 0
    while at < len(silent):
        letters, found = _rule_at(silent, at) or (silent[at], _vowel(silent, at, is_open=is_open))
        phones += found
        at += len(letters)
    return " ".join(phones)


def _vowel(word: str, at: int, *, is_open: bool) -> list[str]:
    letter = word[at]
    if letter not in _SHORT:
        return []
    if word[at + 2 : at + 3] == "_":
        return [_LONG[letter]]
    after = word[at + 1 : at + 3]
    is_closed = (len(after) > 1 and all(one not in "aeiouy_" for one in after)) or (after and len(after) == 1)
    if is_open and letter == "a":
        return ["AA" if at + 1 < len(word) else "AH"]
    if is_open or not after:
        return [_OPEN[letter]]
    return [_SHORT[letter] if is_closed or letter != "o" else "OW"]


@lru_cache(maxsize=1)
def _rules() -> Mapping[str, tuple[tuple[str, tuple[str, ...], str, str], ...]]:
    """By first letter, longer letter groups first."""
    found: dict[str, list[tuple[str, tuple[str, ...], str, str]]] = {}
    for line in _RULES.strip().splitlines():
        letters, phones, before, after, *_ = [*line.split(), "*", "*"]
        sounds = () if phones == "-" else tuple(phones.split(","))
        found.setdefault(letters[0], []).append((letters, sounds, before, after))
    return {letter: tuple(sorted(rules, key=lambda rule: -len(rule[0]))) for letter, rules in found.items()}


def _rule_at(word: str, at: int) -> tuple[str, list[str]] | None:
    if word[at] == "_":
        return "_", []
    for letters, phones, before, after in _rules().get(word[at], ()):
        end = at + len(letters)
        if not word.startswith(letters, at):
            continue
        if _fits(before, word[at - 1 : at]) and _fits(after, word[end : end + 1]):
            return letters, list(phones)
    return None


def _fits(wanted: str, letter: str) -> bool:
    match wanted:
        case "*":
            return True
        case "^":
            return not letter
        case "V":
            return bool(letter) and letter in "aeiouy"
        case "C":
            return bool(letter) and letter not in "aeiouy_"
        case "F":
            return bool(letter) and letter in "eiy"
    return letter == wanted
