"""Audit actions in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

# Actions that other apps add show up too: `thing.happened` reads "Thing happened".
SENTENCES = {
    "workspace.created": gettext_noop("Made the workspace"),
    "workspace.changed": gettext_noop("Changed the workspace: %(fields)s"),
    "workspace.deleted": gettext_noop("Deleted the workspace"),
    "invitation.sent": gettext_noop("Invited somebody as %(role)s"),
    "invitation.revoked": gettext_noop("Revoked an invitation"),
    "member.joined": gettext_noop("Joined as %(role)s"),
    "member.role_changed": gettext_noop("Changed a role from %(before)s to %(after)s"),
    "member.removed": gettext_noop("Removed a member"),
    "member.left": gettext_noop("Left the workspace"),
    "api_token.created": gettext_noop("Made an API token that may %(scopes)s"),
    "api_token.revoked": gettext_noop("Revoked an API token"),
    "preferences.changed": gettext_noop("Changed preferences: %(fields)s"),
    "notification_preferences.changed": gettext_noop("Chose what comes by e-mail"),
    "telling_preference.changed": gettext_noop("Chose how to hear of unusual payments: %(fields)s"),
    "hook.created": gettext_noop("Set up a program for text messages"),
    "hook.changed": gettext_noop("Changed the program for text messages"),
    "hook.turned": gettext_noop("Turned the program for text messages on or off"),
    "hook.key_rotated": gettext_noop("Made a new key for the program for text messages"),
    "hook.tested": gettext_noop("Sent a test message"),
    "hook.deleted": gettext_noop("Deleted the program for text messages"),
    "import.looked_back": gettext_noop("Looked back over an import"),
    "user.signed_up": gettext_noop("Signed up"),
    "user.signed_in": gettext_noop("Signed in"),
    "user.signed_out": gettext_noop("Signed out"),
    "user.renamed": gettext_noop("Changed the name"),
    "user.deleted": gettext_noop("Deleted the account"),
    "user.password_changed": gettext_noop("Changed the password"),
    "user.email_added": gettext_noop("Added an e-mail address"),
    "user.email_removed": gettext_noop("Removed an e-mail address"),
    "user.email_changed": gettext_noop("Changed the main e-mail address"),
    "user.email_confirmed": gettext_noop("Confirmed an e-mail address"),
    "user.factor_added": gettext_noop("Set up a second step for signing in: %(type)s"),
    "user.factor_removed": gettext_noop("Removed a second step for signing in: %(type)s"),
    "user.recovery_codes_made": gettext_noop("Made new recovery codes"),
    "export.started": gettext_noop("Asked for an export"),
    "export.finished": gettext_noop("Finished an export"),
    "export.downloaded": gettext_noop("Downloaded an export"),
    "document.uploaded": gettext_noop("Added the paper"),
    "document.understood": gettext_noop("Found out what it says"),
    "document.filed": gettext_noop("Changed what is known of it"),
    "document.filing_undone": gettext_noop("Took a change back"),
    "document.reviewed": gettext_noop("Looked it through"),
    "document.review_undone": gettext_noop("Sent it to be looked through again"),
    "document.shared": gettext_noop("Made a link to it for %(days)s days"),
    "document.unshared": gettext_noop("Revoked a link to it"),
    "document.deleted": gettext_noop("Put it into the bin"),
    "document.restored": gettext_noop("Took it out of the bin"),
    "document.retried": gettext_noop("Had it read again"),
    "document.cancelled": gettext_noop("Stopped reading it"),
    "document.unlocked": gettext_noop("Gave its password"),
    "document.version_added": gettext_noop("Added version %(version)s"),
    "document.version_restored": gettext_noop("Brought an earlier file back as version %(version)s"),
}


NAMES = {
    "totp": gettext_noop("authenticator app"),
    "webauthn": gettext_noop("passkey"),
}


def sentence_of(action: str, facts: dict[str, Any]) -> str:
    """What happened, for people. Facts that hold lists are joined."""
    known = SENTENCES.get(action)
    if known is None:
        return action.replace(".", " ").replace("_", " ").capitalize()
    words = {name: _in_words(value) for name, value in facts.items()}
    try:
        return _(known) % words
    except KeyError:
        return _(known).partition("%")[0].rstrip(" :")


def _in_words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_in_words(each) for each in value)
    return _(NAMES[value]) if value in NAMES else str(value).replace("_", " ")
