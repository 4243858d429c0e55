"""Where the large mail services keep their servers, and how their app passwords are made."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preset:
    name: str
    host: str
    domains: tuple[str, ...]
    password_url: str  # where an app password is made; empty: the service takes no passwords any more
    smtp_host: str


PRESETS = (
    Preset(
        "Gmail",
        "imap.gmail.com",
        ("gmail.com", "googlemail.com"),
        "https://myaccount.google.com/apppasswords",
        "smtp.gmail.com",
    ),
    Preset(
        "Outlook",
        "outlook.office365.com",
        ("outlook.com", "hotmail.com", "live.com", "msn.com", "outlook.in"),
        "",
        "smtp.office365.com",
    ),
    Preset(
        "Yahoo",
        "imap.mail.yahoo.com",
        ("yahoo.com", "yahoo.in", "yahoo.co.in", "yahoo.co.uk", "ymail.com", "rocketmail.com"),
        "https://login.yahoo.com/account/security",
        "smtp.mail.yahoo.com",
    ),
    Preset(
        "iCloud",
        "imap.mail.me.com",
        ("icloud.com", "me.com", "mac.com"),
        "https://account.apple.com/account/manage",
        "smtp.mail.me.com",
    ),
    Preset(
        "Zoho",
        "imap.zoho.com",
        ("zoho.com", "zohomail.com"),
        "https://accounts.zoho.com/home#security/app_password",
        "smtp.zoho.com",
    ),
    Preset(
        "Zoho India",
        "imap.zoho.in",
        ("zoho.in", "zohomail.in"),
        "https://accounts.zoho.in/home#security/app_password",
        "smtp.zoho.in",
    ),
    Preset(
        "Fastmail",
        "imap.fastmail.com",
        ("fastmail.com", "fastmail.fm"),
        "https://app.fastmail.com/settings/security/apps",
        "smtp.fastmail.com",
    ),
)


def preset_for(address: str) -> Preset | None:
    """The service behind an address, by its domain."""
    domain = address.rpartition("@")[2].strip().lower()
    return next((preset for preset in PRESETS if domain in preset.domains), None)
