"""Passwords of locked files: kept under the key ring, needed whenever the file is opened."""

from cryptography.fernet import InvalidToken

from documents.models import Document, DocumentVersion
from lumen.common import crypto


def password_of(document: Document | DocumentVersion) -> str:
    """The password that opens the file; empty when there is none, or no key fits any more."""
    if not document.password:
        return ""
    try:
        return crypto.decrypt(document.password)
    except InvalidToken:
        return ""
