"""OpenDocument files locked with a password, opened with it (ODF 1.2: PBKDF2 and AES in CBC mode)."""

import hashlib
import io
import zipfile
import zlib
from base64 import b64decode

from documents.pipeline import sniff
from documents.pipeline.parsed import UnreadableDocumentError
from documents.pipeline.parsers.markup import Element, attribute, child, children, damaged
from documents.pipeline.parsers.package import Package

WHAT = "OpenDocument file"
READ = ("content.xml", "styles.xml", "meta.xml")
MOST_ITERATIONS = 1_000_000
LARGEST_PART = 96 * 1024 * 1024
UNKNOWN = (
    "This OpenDocument file is locked in a way Lumen cannot open. "
    "Save a copy without a password and upload that."
)


def unlocked(content: bytes, password: str) -> bytes:
    """The parts that hold text, without their lock; the file as it is when it has none.

    Raises:
        UnreadableDocumentError: the password is wrong (code "password") or the lock is of another kind.
    """
    package = Package(content, WHAT)
    manifest = package.optional("META-INF/manifest.xml")
    entries = {attribute(one, "full-path"): one for one in children(manifest, "file-entry")}
    locks = {
        name: lock for name, one in entries.items() if (lock := child(one, "encryption-data")) is not None
    }
    if not locks:
        return content
    if "content.xml" not in locks:
        raise UnreadableDocumentError(UNKNOWN, code="unsupported")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as opened:
        if "mimetype" in package:
            opened.writestr("mimetype", package.bytes_of("mimetype"))
        for name in READ:
            if name in package:
                part = package.bytes_of(name)
                opened.writestr(name, _opened(part, locks[name], password) if name in locks else part)
    return target.getvalue()


def _opened(part: bytes, lock: Element, password: str) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    algorithm = child(lock, "algorithm")
    if algorithm is None or not attribute(algorithm, "algorithm-name").endswith("-cbc"):
        raise UnreadableDocumentError(UNKNOWN, code="unsupported")
    try:
        vector = b64decode(attribute(algorithm, "initialisation-vector"))
        decryptor = Cipher(algorithms.AES(_key(lock, password)), modes.CBC(vector)).decryptor()
        packed = decryptor.update(part) + decryptor.finalize()
    except ValueError as error:  # sizes that no lock has
        raise damaged(WHAT) from error
    try:
        text = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, LARGEST_PART)
    except zlib.error as error:
        raise sniff.locked(WHAT) from error
    if not text.lstrip().startswith(b"<"):
        raise sniff.locked(WHAT)
    return text


def _key(lock: Element, password: str) -> bytes:
    """The key the password gives.

    Raises:
        ValueError: a number is none.
    """
    derivation, start = child(lock, "key-derivation"), child(lock, "start-key-generation")
    iterations = int(attribute(derivation, "iteration-count", "1024")) if derivation is not None else 0
    name = attribute(derivation, "key-derivation-name") if derivation is not None else ""
    if not name.lower().endswith("pbkdf2") or not 0 < iterations <= MOST_ITERATIONS:
        raise UnreadableDocumentError(UNKNOWN, code="unsupported")
    is_sha256 = start is not None and attribute(start, "start-key-generation-name").lower().endswith("sha256")
    first = hashlib.sha256(password.encode()) if is_sha256 else hashlib.sha1(password.encode())  # noqa: S324
    salt = b64decode(attribute(derivation, "salt"))
    size = int(attribute(derivation, "key-size", "16"))
    return hashlib.pbkdf2_hmac("sha1", first.digest(), salt, iterations, min(size, 64))
