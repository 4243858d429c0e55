"""espeak-ng's reading of names, where it is installed, in the recogniser's phones."""

import re
import shutil
import tempfile
from collections.abc import Sequence

from lumen.common import children
from lumen.common.children import ChildDiedError

VOICES = ("en-us", "en-gb")
SECONDS = 20.0
_PHONES = {
    "tʃ": "CH", "dʒ": "JH", "aɪ": "AY", "aʊ": "AW", "eɪ": "EY", "oʊ": "OW", "əʊ": "OW", "ɔɪ": "OY",
    "ɪə": "IY AH", "iə": "IY AH", "eə": "EH", "ʊə": "UH AH", "ɑː": "AA", "ɔː": "AO", "iː": "IY", "uː": "UW",
    "ɜː": "ER", "əl": "AH L", "oː": "AO", "ɛ": "EH", "æ": "AE", "a": "AE", "ʌ": "AH", "ɐ": "AH", "ə": "AH",
    "ɚ": "ER", "ɝ": "ER", "ɪ": "IH", "i": "IY", "ᵻ": "IH", "ʊ": "UH", "u": "UW", "ɒ": "AA", "ɑ": "AA",
    "ɔ": "AO", "o": "OW", "e": "EY", "b": "B", "d": "D", "f": "F", "g": "G", "ɡ": "G", "h": "HH", "j": "Y",
    "k": "K", "l": "L", "m": "M", "n": "N", "ŋ": "NG", "p": "P", "r": "R", "ɹ": "R", "ɾ": "T", "s": "S",
    "ʃ": "SH", "t": "T", "v": "V", "w": "W", "x": "K", "z": "Z", "ʒ": "ZH", "θ": "TH", "ð": "DH",
}  # fmt: skip
_NEXT = re.compile("|".join(sorted(_PHONES, key=len, reverse=True)))


def said_by_espeak(names: Sequence[str]) -> list[tuple[str, ...]]:
    """How espeak-ng says each of `names`; nothing where it is not installed or fails."""
    program = shutil.which("espeak-ng")
    if not program or not names:
        return [()] * len(names)
    ways: list[list[str]] = [[] for _ in names]
    for voice in VOICES:
        for found, line in zip(ways, _read(program, voice, names), strict=True):
            if line and line not in found:
                found.append(line)
    return [tuple(found) for found in ways]


def phones_of(ipa: str) -> str:
    """`swˈɪɡi` is `S W IH G IY`."""
    return " ".join(_PHONES[sound] for sound in _NEXT.findall(ipa.replace("ˈ", "").replace("ˌ", "")))


def _read(program: str, voice: str, names: Sequence[str]) -> list[str]:
    with tempfile.TemporaryFile() as file:
        file.write("\n\n".join(f"{name}." for name in names).encode())
        file.flush()
        command = [program, "-q", "--ipa", "-v", voice, "--stdin"]
        try:
            told = children.output_of(command, stdin=file, seconds=SECONDS, most_bytes=4 * 1024 * 1024)
        except ChildDiedError:
            return [""] * len(names)
    lines = [phones_of(line) for line in told.decode(errors="replace").splitlines() if line.strip()]
    return lines if len(lines) == len(names) else [""] * len(names)
