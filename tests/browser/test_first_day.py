"""One person's first day with Lumen, as the person lives it."""

import hashlib
import hmac
import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House

ROOT = Path(__file__).parent.parent.parent
STATEMENT = ROOT / "tests/samples/statement.csv"
AGREEMENT = ROOT / "lumen/demo/files/documents/rent-agreement.pdf"
PASSWORD = "correct horse battery"

SAID = "document.querySelector('.message-assistant[aria-busy=true] [data-said]')?.textContent ?? null"


def sign_up(page: Page, house: House, email: str) -> None:
    page.goto(house.url)
    page.get_by_role("link", name="Sign up").first.click()
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    code = page.locator("input[name=code]")
    expect(code).to_be_visible()
    code.fill(_code_in(house.newest_mail(to=email)))
    code.press("Enter")
    expect(page.get_by_role("heading", name="Welcome to Lumen")).to_be_visible()
    page.get_by_role("button", name="Continue").click()


def _code_in(mail: str) -> str:
    found = re.search(r"confirm your e-mail address:\s+([A-Z0-9-]{4,})", mail)
    assert found, mail
    return found[1]


def send_sms(house: House, source: str, secret: str, text: str) -> dict[str, object]:
    """What a phone's forwarder does: sign the raw body and post it."""
    stamp = str(int(time.time()))
    body = json.dumps({"from": "VM-HDFCBK-S", "body": text, "timestamp": stamp}).encode()
    signature = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    request = urllib.request.Request(
        f"{house.url}/api/v1/webhooks/sms",
        data=body,
        headers={
            "Content-Type": "application/json",
            "X-Lumen-Source": source,
            "X-Lumen-Timestamp": stamp,
            "X-Lumen-Signature": f"sha256={signature}",
        },
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        assert response.status == 202
        answer: dict[str, object] = json.load(response)
        return answer


def ask(page: Page, question: str) -> None:
    before = page.locator(".message-assistant").count()
    box = page.locator("textarea[data-ask]")
    box.fill(question)
    box.press("Enter")
    expect(page.locator(".message-assistant")).to_have_count(before + 1)


def last_answer(page: Page):
    return page.locator(".message-assistant").last


def finished(page: Page) -> None:
    expect(page.locator(".message-assistant[aria-busy=true]")).to_have_count(0, timeout=30_000)


@pytest.mark.browser
class TestFirstDay:
    def test_from_sign_up_to_cited_answers_and_out_again(
        self, house: House, new_page: Callable[..., Page], problems: list[str]
    ):
        page = new_page()
        sign_up(page, house, "asha@example.com")
        visited = [page.url]

        visited += [self._imports_a_statement(page, house), page.url]
        visited.append(self._sees_a_message_arrive(page, house))
        visited.append(self._adds_a_paper(page, house))
        visited.append(self._asks(page, house))
        self._signs_out(page, house)

        assert problems == []
        self._is_closed_to_strangers(new_page, house, visited)

    def _imports_a_statement(self, page: Page, house: House) -> str:
        page.goto(f"{house.url}/transactions/import")
        page.set_input_files("input[type=file]", STATEMENT)
        page.get_by_role("button", name="Read the file").click()
        page.get_by_role("button", name=re.compile(r"Import 39 rows")).click()
        expect(page.get_by_text(re.compile("39 rows were booked"))).to_be_visible()
        imported = page.url
        page.get_by_role("link", name="See the ledger").click()
        expect(page.get_by_text("₹1,132.75")).to_be_visible()
        expect(page.get_by_text("₹26,500.00")).to_be_visible()
        return imported

    def _sees_a_message_arrive(self, page: Page, house: House) -> str:
        page.goto(f"{house.url}/transactions/sources")
        page.locator("a[href$='/sources/new/other']").click()
        page.get_by_label("Name").fill("My phone")
        page.get_by_role("button", name="Make its address and key").click()
        secret = page.locator("#source-secret").inner_text()
        source = (
            page.locator("dt", has_text="X-Lumen-Source").locator("xpath=following-sibling::dd").inner_text()
        )
        source_url = f"{house.url}/transactions/sources/{source}"
        page.goto(f"{house.url}/transactions/")
        expect(page.locator("body")).to_have_attribute("data-live", "on")
        page.evaluate("window.notReloaded = true")

        text = "Sent Rs.417.25\nFrom HDFC Bank A/C *4417\nTo CHAI POINT\nOn {}\nRef 629912345678\nNot You?"
        answer = send_sms(house, source, secret, text.format(time.strftime("%d/%m/%y")))

        assert answer["outcome"] == "transaction"
        expect(page.get_by_role("cell", name="₹417.25").first).to_be_visible()
        assert page.evaluate("window.notReloaded") is True
        return source_url

    def _adds_a_paper(self, page: Page, house: House) -> str:
        page.goto(f"{house.url}/documents/")
        page.set_input_files("#id_papers", AGREEMENT)
        row = page.locator(".paper-row:not([data-unfinished])", has_text="Residential Rent Agreement")
        expect(row).to_be_visible(timeout=60_000)
        row.dblclick()
        expect(page.locator("h1", has_text="Residential Rent Agreement")).to_be_visible()
        return page.url

    def _asks(self, page: Page, house: House) -> str:
        page.goto(f"{house.url}/chat/")
        ask(page, "How much did I spend on groceries in October 2025?")
        finished(page)
        expect(last_answer(page)).to_contain_text("₹4,700.55")
        last_answer(page).locator("summary", has_text="behind this answer").click()
        expect(last_answer(page)).to_contain_text("₹1,846.30")

        seen = self._streams(page, "What does my rent agreement say about notice?")
        assert len(seen) > 1, seen
        expect(last_answer(page)).to_contain_text("two months' notice in writing")

        ask(page, "three biggest purchases in October 2025")
        finished(page)
        expect(last_answer(page)).to_contain_text("₹26,500")

        ask(page, "What does the agreement say about deposit, repairs, painting and electricity?")
        page.get_by_role("button", name="Stop").click()
        finished(page)
        expect(last_answer(page)).to_contain_text("You stopped this answer.")
        conversation = page.url

        page.get_by_role("link", name="rent-agreement.pdf, page 2").first.click()
        image = page.locator("img[src*='/pages/2.png']")
        image.evaluate("i => i.decode()")
        assert image.evaluate("i => i.naturalWidth") > 300
        return conversation

    def _streams(self, page: Page, question: str) -> set[str]:
        """Ask, and collect the different states the growing answer was seen in."""
        ask(page, question)
        seen: set[str] = set()
        for _ in range(600):
            said = page.evaluate(SAID)
            if said is None and seen:
                break
            if said:
                seen.add(said)
            page.wait_for_timeout(25)
        finished(page)
        return seen

    def _signs_out(self, page: Page, house: House) -> None:
        page.goto(house.url)
        page.locator("summary", has_text="Your menu").locator("visible=true").first.click()
        page.get_by_role("button", name="Sign out").locator("visible=true").first.click()
        page.wait_for_url(f"{house.url}/")
        expect(page.get_by_role("link", name="Sign in").first).to_be_visible()

    def _is_closed_to_strangers(
        self, new_page: Callable[..., Page], house: House, visited: list[str]
    ) -> None:
        nobody = new_page()
        for url in visited:
            nobody.goto(url)
            assert "/auth/login" in nobody.url or nobody.url == f"{house.url}/", url
        otto = new_page()
        sign_up(otto, house, "otto@example.com")
        secret_places = [url for url in visited if re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", url)]
        assert len(secret_places) >= 4
        for url in secret_places:
            response = otto.goto(url)
            assert response is not None
            assert response.status == 404, url
