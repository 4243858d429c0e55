"""Who is believed: the owner of a domain, never a part of its name."""

import pytest

from transactions.parsing.mail import read_mail
from transactions.parsing.mail.envelope import is_forged
from transactions.parsing.mail.senders import is_lookalike, sender_of

BODY = "Rs.450.00 has been debited from account **2291 to VPA cafe@ybl CORNER CAFE on 04-11-25."


def an_alert(sender="HDFC Bank <alerts@hdfcbank.net>", headers="", subject="Account update"):
    return (
        f"{headers}From: {sender}\nSubject: {subject}\nDate: Tue, 04 Nov 2025 20:00:00 +0530\n"
        f"Content-Type: text/plain\n\n{BODY}\n"
    )


class TestSenders:
    @pytest.mark.parametrize(
        ("domain", "name"),
        [
            ("hdfcbank.net", "HDFC Bank"),
            ("mailers.hdfcbank.net", "HDFC Bank"),
            ("alerts.sbi.co.in", "State Bank of India"),
            ("icici.bank.in", "ICICI Bank"),
            ("meadow.bank.in", "Meadow Bank"),
            ("hdfcbank.example", "HDFC Bank"),
            ("account.netflix.com", "Netflix"),
            ("BOOKMYSHOW.EMAIL", "BookMyShow"),
        ],
    )
    def test_a_company_is_known_by_its_domain(self, domain, name):
        assert sender_of(domain).name == name

    @pytest.mark.parametrize(
        "domain",
        [
            "hdfcbank.net.evil.example",
            "hdfcbank-secure.com",
            "secure.icicibank.support.xyz",
            "my-axisbank.info",
        ],
    )
    def test_a_lookalike_is_not_the_bank(self, domain):
        assert sender_of(domain) is None
        assert is_lookalike(domain)

    @pytest.mark.parametrize("domain", ["", "shop.example", "notnetflix.com", "chase.example.org"])
    def test_a_stranger_is_neither(self, domain):
        assert sender_of(domain) is None
        assert not is_lookalike(domain)


class TestUnprovenMails:
    def test_the_banks_own_alert_is_booked(self):
        found = read_mail(an_alert(), received_at=None)

        assert found.reading.outcome == "transaction"
        assert found.institution == "HDFC Bank"
        assert found.author == "alerts@hdfcbank.net"

    @pytest.mark.parametrize(
        "sender",
        [
            "HDFC Bank <alerts@hdfcbank.net.evil.example>",
            "HDFC Bank <alerts@hdfcbank-secure.com>",
        ],
    )
    def test_a_lookalikes_alert_is_not(self, sender):
        found = read_mail(an_alert(sender), received_at=None)

        assert (found.reading.outcome, found.reading.amount) == ("unreadable", None)
        assert "could not be verified" in found.reading.reason
        assert found.institution == ""

    @pytest.mark.parametrize(
        "results",
        ["dkim=fail", "spf=fail", "dmarc=fail", "dkim=pass header.d=other.example; dmarc=fail (p=REJECT)"],
    )
    def test_what_the_server_found_forged_is_not_booked(self, results):
        found = read_mail(
            an_alert(headers=f"Authentication-Results: mx.home.example; {results}\n"), received_at=None
        )

        assert found.reading.outcome == "unreadable"
        assert "could not be verified" in found.reading.reason

    @pytest.mark.parametrize(
        "results", ["dkim=pass; spf=fail; dmarc=pass", "dkim=pass; spf=softfail", "spf=none"]
    )
    def test_a_changed_path_does_not_make_a_signed_mail_forged(self, results):
        found = read_mail(
            an_alert(headers=f"Authentication-Results: mx.home.example; {results}\n"), received_at=None
        )

        assert found.reading.outcome == "transaction"

    def test_a_senders_own_findings_below_the_servers_count_for_nothing(self):
        assert is_forged(["mx.home.example; dkim=fail", "other.example; dmarc=pass"])
        assert not is_forged([])

    def test_a_persons_own_words_book_nothing(self):
        found = read_mail(an_alert("Priya <priya@gmail.com>"), received_at=None)

        assert found.reading.outcome == "not_money"
