"""The language model of a workspace: what the templates say, with its own names in their places.

The templates' model has classes such as `[merchant]`; it is made once. A workspace adds only how often each
of its names is said and how they sound, so its folder is made in a moment. Both are kept under `speech/`
of the folder that Lumen writes to, named by what they were made of.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from lumen.ai.speech.language import grammar, ipa, ngrams, phones
from lumen.ai.speech.written import as_said

if TYPE_CHECKING:
    from lumen.ai.speech.vocabulary import Name

VERSION = 2
SENTENCES = 40_000
GENERAL_SHARE = 0.03
GENERAL_WORDS = 3_000
MOST_KEPT = 200  # folders of workspaces, the last used
CLASSES = ("merchant", "category", "person", "account", "name")
# names that are said anywhere, so never unknown
WELL_KNOWN = "Amazon Netflix Uber Spotify Apple Google PayPal Swiggy Zomato Flipkart IKEA".split()  # noqa: SIM905
WELL_KNOWN += "Starbucks Lidl Aldi Tesco Walmart Costco Airbnb Microsoft YouTube".split()  # noqa: SIM905
_SHARE_OF_WELL_KNOWN = 0.05


def folder_for(names: Sequence["Name"], root: Path, model: Path, dictionary: Path) -> Path:
    """Where the language model for these names is; made when it is not there yet.

    Args:
        root: holds all of them.
        model: general English of the recogniser, for words that no template has.
        dictionary: how words are said.
    """
    base = _base(root, model, dictionary)
    told = json.dumps(sorted((name.kind, name.text, name.weight) for name in names), ensure_ascii=False)
    target = root / f"names-{_digest(base.name, told)}"
    if target.exists():
        target.touch()
        return target
    with tempfile.TemporaryDirectory(dir=root) as made:
        _write_names(Path(made), base, names, phones.dictionary(dictionary))
        _put(Path(made), target)
    _forget_oldest(root)
    return target


def shown_names(folder: Path) -> Mapping[str, str]:
    """The names of a language model as they are written, by the token that stands for them."""
    found: dict[str, str] = json.loads((folder / "shown.json").read_text(encoding="utf-8"))
    return found


def _base(root: Path, model: Path, dictionary: Path) -> Path:
    texts = [path.read_text(encoding="utf-8") for path in sorted(grammar.FOLDER.glob("*.txt"))]
    target = root / f"base-{_digest(str(VERSION), str(SENTENCES), str(GENERAL_SHARE), *texts)}"
    if target.exists():
        return target
    root.mkdir(parents=True, exist_ok=True)
    known = phones.dictionary(dictionary)
    general = _general(model, known)
    learned = ngrams.learn(grammar.everyday().said(SENTENCES), general, GENERAL_SHARE)
    with tempfile.TemporaryDirectory(dir=root) as made:
        with (Path(made) / "base.lm").open("w", encoding="utf-8") as file:
            learned.write(file)
        words = [word for (word,) in learned.chances[0] if word[0] not in "[<"]
        _write_dictionary(Path(made) / "words.dict", {word: _ways(word, known) for word in words})
        _put(Path(made), target)
    return target


def _general(model: Path, known: phones.Dictionary) -> dict[str, float]:
    """The commonest words of general English, each with its probability."""
    import pocketsphinx

    english = pocketsphinx.NGramModel(pocketsphinx.Config(), pocketsphinx.LogMath(), str(model))
    chances = {word: english.prob([word]) for word in known if word.isalpha()}
    common = sorted(chances, key=lambda word: -chances[word])[:GENERAL_WORDS]
    best = chances[common[0]]
    return {word: 1.0001 ** (chances[word] - best) for word in common}


def _ways(word: str, known: phones.Dictionary) -> tuple[str, ...]:
    return _irregular().get(word, ()) or phones.said(word, known)


@lru_cache(maxsize=1)
def _irregular() -> Mapping[str, tuple[str, ...]]:
    """Words of the templates that no dictionary has and no rule says right."""
    found = {}
    for line in (grammar.FOLDER / "said.dict").read_text(encoding="utf-8").splitlines():
        word, _, ways = line.partition(" ")
        found[word] = tuple(way.strip() for way in ways.split("/"))
    return found


def _write_names(made: Path, base: Path, names: Sequence["Name"], known: phones.Dictionary) -> None:
    weights = _weights(names)
    sounds = _sounds({token: words for token, (_, _, words, _) in weights.items()}, known)
    said = {token: row for token, row in weights.items() if sounds[token]}
    kinds = [kind for kind in CLASSES if any(row[0] == kind for row in said.values())]
    lines = ["{ classes }", f"../{base.name}/base.lm base {{ {' '.join(f'[{kind}]' for kind in kinds)} }}"]
    (made / "control").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (made / "classes").write_text("".join(_class(kind, said) for kind in kinds), encoding="utf-8")
    shown = {token: row[1] for token, row in said.items()}
    (made / "shown.json").write_text(json.dumps(shown, ensure_ascii=False), encoding="utf-8")
    shutil.copy(base / "words.dict", made / "words.dict")
    _write_dictionary(made / "words.dict", {token: sounds[token] for token in said})


Row = tuple[str, str, str, float]  # kind, as written, the words said, weight


def _weights(names: Sequence["Name"]) -> dict[str, Row]:
    """Every way a name is called, by the token that stands for it."""
    found: dict[str, Row] = {}
    for name in names:
        for text, share in _called(name.text, name.kind):
            words = " ".join(as_said(text))
            token = f"{words.replace(' ', '_')}:[{name.kind}]"
            kind, shown, said, before = found.get(token, (name.kind, text, words, 0.0))
            if words:
                found[token] = (kind, shown, said, before + share * name.weight)
    shops = sum(row[3] for row in found.values() if row[0] == "merchant") or 1.0
    for text in WELL_KNOWN:
        token = f"{'_'.join(as_said(text))}:[merchant]"
        few = shops * _SHARE_OF_WELL_KNOWN / len(WELL_KNOWN)
        found.setdefault(token, ("merchant", text, " ".join(as_said(text)), few))
    return found


def _called(text: str, kind: str) -> Iterable[tuple[str, float]]:
    """A name and its short forms: `Tata Power Delhi Ltd` is `Tata Power` to most people."""
    yield (text.lower() if kind in ("category", "account") and not text.isupper() else text), 1.0
    words = text.split()
    if kind in ("merchant", "name") and len(words) > 2:
        yield " ".join(words[:2]), 0.3
    if kind == "person" and len(words) > 1:
        yield words[0], 0.3
    if kind == "category" and "&" in text:
        for part in text.lower().split("&"):
            yield part.strip(), 0.3


def _sounds(tokens: Mapping[str, str], known: phones.Dictionary) -> dict[str, tuple[str, ...]]:
    """How each is said: by dictionary and rules, and by espeak-ng when a word is in no dictionary."""
    strange = [token for token, words in tokens.items() if any(word not in known for word in words.split())]
    read = dict(zip(strange, ipa.said_by_espeak([tokens[token] for token in strange]), strict=True))
    return {
        token: tuple(dict.fromkeys((*phones.said_together(words.split(), known), *read.get(token, ()))))
        for token, words in tokens.items()
    }


def _class(kind: str, rows: Mapping[str, Row]) -> str:
    mine = {token: row[3] for token, row in rows.items() if row[0] == kind}
    total = sum(mine.values())
    lines = [f"LMCLASS [{kind}]", *(f"{token} {weight / total:.8f}" for token, weight in mine.items())]
    return "\n".join([*lines, f"END [{kind}]", ""])


def _write_dictionary(path: Path, ways: Mapping[str, Sequence[str]]) -> None:
    with path.open("a", encoding="utf-8") as file:
        for word, several in ways.items():
            for number, way in enumerate(several, 1):
                file.write(f"{word}{f'({number})' if number > 1 else ''} {way}\n")


def _put(made: Path, target: Path) -> None:
    """Move what was made to its place, unless another was quicker."""
    if target.exists():
        return
    copy = target.with_name(f".{target.name}-{made.name}")
    shutil.copytree(made, copy)
    try:
        copy.rename(target)
    except OSError:  # another process was quicker
        shutil.rmtree(copy, ignore_errors=True)


def _forget_oldest(root: Path) -> None:
    folders = sorted(root.glob("names-*"), key=lambda folder: folder.stat().st_mtime, reverse=True)
    for folder in folders[MOST_KEPT:]:
        shutil.rmtree(folder, ignore_errors=True)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]
