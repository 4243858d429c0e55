"""Office files locked with a password, opened with it."""

import io
import struct
from xml.parsers.expat import ExpatError

from documents.pipeline import sniff
from documents.pipeline.parsers.markup import damaged
from documents.pipeline.sniff_packages import OLE_MARK

WHAT = "Office file"
_TORN = (OSError, ValueError, LookupError, AttributeError, TypeError, struct.error, ExpatError)


def unlocked(content: bytes, password: str) -> bytes:
    """The file without its lock; as it is when it has none.

    Raises:
        UnreadableDocumentError: the password is missing or wrong (code "password"), or it is damaged.
    """
    if not content.startswith(OLE_MARK):
        return content
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

    target = io.BytesIO()
    try:
        locked = msoffcrypto.OfficeFile(io.BytesIO(content))
        if not locked.is_encrypted():
            return content
        if not password:
            raise sniff.locked(WHAT)
        locked.load_key(password=password)
        locked.decrypt(target)
    except (InvalidKeyError, DecryptionError) as error:
        raise sniff.locked(WHAT) from error
    except (FileFormatError, ParseError, *_TORN) as error:
        raise damaged(WHAT) from error
    return target.getvalue()
