"""Why a change to papers is refused."""

from lumen.common.errors import LumenError


class RefusedUploadError(LumenError):
    status, code, title = 400, "unreadable-document", "This file could not be taken in"


class TooLargeError(RefusedUploadError):
    status, code = 413, "document-too-large"


class NotFailedError(LumenError):
    status, code, title = 409, "document-not-failed", "There is nothing to read again"


class NotAtWorkError(LumenError):
    status, code, title = 409, "document-not-at-work", "There is nothing to cancel"


class NotLockedError(LumenError):
    status, code, title = 409, "document-not-locked", "This file asks for no password"


class NotInBinError(LumenError):
    status, code, title = 409, "document-not-in-bin", "This paper is not in the bin"
