"""Sound and film, told by their first bytes and, where one container holds either, by what it says inside."""

from typing import IO

from documents.pipeline.sniff_packages import occurrences

WAV, MP3, AAC, FLAC = "audio/wav", "audio/mpeg", "audio/aac", "audio/flac"
OGG, M4A, WEBM_SOUND, MKA = "audio/ogg", "audio/mp4", "audio/webm", "audio/x-matroska"
MP4, MOV, AVI, WEBM, MKV, OGV = (
    *("video/mp4", "video/quicktime", "video/x-msvideo", "video/webm", "video/x-matroska", "video/ogg"),
)
RECORDINGS = frozenset({WAV, MP3, AAC, FLAC, OGG, M4A, WEBM_SOUND, MKA, MP4, MOV, AVI, WEBM, MKV, OGV})
HEAD = 4_096
_EBML = b"\x1aE\xdf\xa3"
_MOVIE_BOXES = (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
_HANDLER_OF_FILM = (b"\x00\x00\x00\x00vide", b"mhlrvide")
_PICTURE_BRANDS = (b"avif", b"avis", b"heic", b"heix", b"hevc", b"hevx", b"mif1", b"msf1", b"heim", b"heis")
_LAYER, _THIRD_LAYER, _ADTS = 0xE6, 0xE2, 0xF0
_ADTS_MARK = 0xF6


def kind_of_recording(file: IO[bytes], head: bytes) -> str:
    """The kind of a recording; empty for anything else."""
    if head.startswith(b"RIFF"):
        return {b"WAVE": WAV, b"AVI ": AVI}.get(head[8:12], "")
    if head.startswith(b"RF64") and head[8:12] == b"WAVE":
        return WAV
    if head.startswith(b"fLaC"):
        return FLAC
    if head.startswith(b"OggS"):
        return OGV if b"\x80theora" in head[:HEAD] else OGG
    if head.startswith(_EBML):
        return _matroska(head)
    if head[4:8] == b"ftyp" or head[4:8] in _MOVIE_BOXES:
        return _movie(file, head)
    return _stream(head)


def _matroska(head: bytes) -> str:
    is_web, has_film = b"webm" in head[:HEAD], b"V_" in head
    if is_web:
        return WEBM if has_film else WEBM_SOUND
    return MKV if has_film else MKA


def _movie(file: IO[bytes], head: bytes) -> str:
    brand = head[8:12]
    if head[4:8] == b"ftyp" and brand in _PICTURE_BRANDS:
        return ""
    if not any(occurrences(file, mark, most=1) for mark in _HANDLER_OF_FILM):
        return M4A
    return MOV if brand == b"qt  " or head[4:8] != b"ftyp" else MP4


def _stream(head: bytes) -> str:
    """Frames without a container, or behind a tag."""
    if head.startswith(b"ID3"):
        return MP3
    if len(head) < 4 or head[0] != 0xFF:
        return ""
    if head[1] & _ADTS_MARK == _ADTS:
        return AAC
    is_frame = head[1] & _LAYER == _THIRD_LAYER and head[2] & 0xF0 not in (0x00, 0xF0)
    return MP3 if is_frame else ""
