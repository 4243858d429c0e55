"""Money comes in: a message, a correction, a statement; its pages by day, by night, on a phone."""

import re
import time
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House
from tests.browser.test_first_day import sign_up
from tests.browser.test_frame import PHONE, sideways
from tests.transactions.importing import an_ofx

MESSAGE = "Tata ji: {amount} rupaye gaye khata 4417 se {name} ko, dhanyavaad"
BANK = "Rs.{amount} debited from A/c XX4417 on {day} to VPA {vpa}. UPI Ref {ref}. -HDFC Bank"
RECEIPT = (
    "From: Swiggy <no-reply@swiggy.in>\r\nSubject: Payment receipt\r\nMessage-ID: <r1@swiggy.in>\r\n"
    "Date: {date}\r\nContent-Type: text/html\r\n\r\n"
    "<p>Thank you for your payment. Your receipt from Swiggy.</p><table><tr><td>Masala dosa</td><td>2</td>"
    "<td>Rs. 320.00</td></tr><tr><td>Total paid</td><td></td><td>Rs. 320.00</td></tr></table>"
)
PAGES = (
    "",
    "?q=swiggy",
    "new",
    "accounts",
    "accounts/new",
    "accounts/net-worth",
    "rates",
    "categories",
    "categories/new",
    "budgets",
    "regular",
    "transfers",
    "merchants",
    "rules",
    "rules/new",
    "import",
    "inbox",
    "inbox/taught",
    "sources",
    "sources/gmail",
    "sources/imap",
)
NIGHT = {"viewport": {"width": 1280, "height": 860}, "color_scheme": "dark"}


def paste(page: Page, house: House, sender: str, text: str) -> None:
    page.goto(f"{house.url}/transactions/inbox")
    box = page.locator("details.inbox-paste")
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    page.get_by_label("From").fill(sender)
    page.get_by_label("Message", exact=True).fill(text)
    page.get_by_role("button", name="Read it").click()


def links_of(page: Page, house: House) -> set[str]:
    """The pages with an id of their own that the lists lead to: one of each kind."""
    found: dict[str, str] = {}
    for path in ("", "inbox", "sources", "import", "accounts", "merchants", "categories", "rules", "regular"):
        page.goto(f"{house.url}/transactions/{path}")
        hrefs = page.eval_on_selector_all(
            "main a[href^='/transactions/']", "all => all.map(a => a.getAttribute('href').split(/[?#]/)[0])"
        )
        for href in hrefs:
            kind = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", href)
            if ("ID" in kind or "/new/" in kind) and "export" not in kind:
                found.setdefault(kind, href)
    return set(found.values())


def look_at(page: Page, house: House, paths: list[str]) -> list[str]:
    """Open pages one after the other; answers those that scroll sideways."""
    wide = []
    for path in paths:
        answer = page.goto(f"{house.url}{path}")
        assert answer is not None
        assert answer.status < 400, path
        if sideways(page) > 0:
            wide.append(path)
    return wide


@pytest.mark.browser
class TestMoneyIn:
    def test_a_message_a_correction_a_statement(self, house: House, new_page, problems):
        page = new_page(viewport={"width": 1280, "height": 860}, color_scheme="light")
        sign_up(page, house, "moneyin@example.com")

        self._a_message_becomes_a_row(page, house)
        self._a_correction_teaches(page, house)
        self._an_order_is_fulfilled(page, house)
        self._a_statement_comes_and_goes(page, house)

        paths = sorted({f"/transactions/{path}" for path in PAGES} | links_of(page, house))
        cookies = page.context.storage_state()
        assert look_at(page, house, paths) == []
        dark, phone = new_page(storage_state=cookies, **NIGHT), new_page(storage_state=cookies, **PHONE)
        assert look_at(dark, house, paths) == []
        assert look_at(phone, house, paths) == []
        assert problems == []

    def _a_message_becomes_a_row(self, page: Page, house: House) -> None:
        day = time.strftime("%d-%m-%y")
        text = BANK.format(amount="450.00", day=day, vpa="chaayos@ybl", ref="529510012345")
        paste(page, house, "VM-HDFCBK-S", text)
        expect(page.get_by_text("Read as a transaction and recorded")).to_be_visible()
        page.goto(f"{house.url}/transactions/")
        expect(page.locator("main")).to_contain_text("Chaayos")
        expect(page.locator("main")).to_contain_text("450.00")

    def _a_correction_teaches(self, page: Page, house: House) -> None:
        paste(page, house, "AX-GRAMIN", MESSAGE.format(amount="310", name="Ramesh Kirana"))
        page.locator("ul.inbox-items a").first.click()
        page.locator("details.inbox-correct summary").click()
        page.get_by_label("a payment", exact=True).check()
        page.get_by_label("Amount").fill("310")
        page.get_by_label("Merchant or person").fill("Ramesh Kirana")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("You said so")).to_be_visible()

        paste(page, house, "AX-GRAMIN", MESSAGE.format(amount="275", name="Sita Medical"))
        page.goto(f"{house.url}/transactions/?q=Sita")
        expect(page.locator("main")).to_contain_text("275.00")

    def _an_order_is_fulfilled(self, page: Page, house: House) -> None:
        today = datetime.now(tz=UTC)
        mail = RECEIPT.format(date=format_datetime(today)).encode()
        page.goto(f"{house.url}/transactions/inbox")
        page.get_by_role("link", name="Bring in old mails").click()
        page.set_input_files(
            "form[action$=uploads] input[type=file]",
            {"name": "receipt.eml", "mimeType": "message/rfc822", "buffer": mail},
        )
        page.get_by_role("button", name="Read the mails").click()
        expect(page.get_by_text("Everything in the file was read.")).to_be_visible()
        expect(page.locator(".nav-item[aria-current=page]").first).to_have_text("Inbox")
        page.goto(f"{house.url}/transactions/inbox")
        expect(page.locator("#inbox-list")).to_contain_text("waiting for the bank")

        text = BANK.format(amount="320.00", day=f"{today:%d-%m-%y}", vpa="swiggy@icici", ref="529510054321")
        paste(page, house, "VM-HDFCBK-S", text)
        expect(page.locator("#inbox-list")).not_to_contain_text("waiting for the bank")
        page.goto(f"{house.url}/transactions/?q=Swiggy")
        expect(page.locator("main")).to_contain_text("320.00")

    def _a_statement_comes_and_goes(self, page: Page, house: House) -> None:
        today = time.strftime("%Y%m%d")
        statement = an_ofx(
            ("A1", today, "-450.00", "UPI-CHAAYOS-chaayos@ybl-529510012345"),
            ("A2", today, "-99.00", "NETFLIX"),
        )
        page.goto(f"{house.url}/transactions/import")
        page.set_input_files(
            "input[type=file]",
            {"name": "s.ofx", "mimeType": "application/x-ofx", "buffer": statement.encode()},
        )
        page.get_by_role("button", name="Read the file").click()
        expect(page.locator("#import-state")).to_contain_text("1 already in the ledger")
        page.get_by_role("button", name="Import 1 row").click()
        expect(page.get_by_role("button", name="Undo this import")).to_be_visible()
        page.get_by_role("button", name="Undo this import").click()
        expect(page.get_by_role("button", name="Import it again")).to_be_visible()
        page.goto(f"{house.url}/transactions/?q=Netflix")
        expect(page.locator("main")).not_to_contain_text("99.00")
