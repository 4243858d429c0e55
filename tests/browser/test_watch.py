"""The watch: an unusual payment arrives live, is answered, silenced and followed up; rules of one's own."""

import re
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House
from tests.browser.test_first_day import send_sms, sign_up
from tests.browser.test_frame import PHONE, sideways

SPENT = "Sent Rs.{amount}\nFrom HDFC Bank A/C *4417\nTo {name}\nOn {day}\nRef {ref}\nNot You?"
HABITS = (("UDUPI CORNER", 210, 2), ("METRO GROCERS", 640, 4), ("TUKTUK RIDES", 95, 1))
DAYS = 100
PAGES = ("", "cases/", "learnt/", "rules/", "rules/new/", "telling/", "backtest/")
NIGHT = {"viewport": {"width": 1280, "height": 860}, "color_scheme": "dark"}


def ordinary_life(folder: Path) -> Path:
    """A statement of the last hundred days: lunches, groceries and rides that differ a little."""
    today = date.today()  # noqa: DTZ011  the person's own calendar
    lines = ["Date,Narration,Withdrawal Amt,Deposit Amt,Closing Balance"]
    balance = 200_000
    for ago in range(DAYS, 0, -1):
        day = today - timedelta(days=ago)
        for name, usual, every in HABITS:
            if ago % every == 0:
                amount = usual + (ago * 7 + len(name) * 3) % (usual // 4)
                balance -= amount
                narration = f"UPI-{name}-{name.split()[0].lower()}@okbank"
                lines.append(f"{day:%d/%m/%Y},{narration},{amount}.00,,{balance}.00")
    path = folder / "ordinary.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def lived(house: House, new_page: Callable[..., Page], tmp_path: Path) -> Page:
    """A member with a hundred days behind them."""
    page = new_page()
    sign_up(page, house, f"watch-{time.time_ns()}@example.com")
    page.goto(f"{house.url}/transactions/import")
    page.set_input_files("input[type=file]", ordinary_life(tmp_path))
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name=re.compile(r"Import \d+ rows")).click()
    expect(page.get_by_text(re.compile(r"\d+ rows were booked"))).to_be_visible(timeout=60_000)
    return page


def phone(page: Page, house: House) -> tuple[str, str]:
    page.goto(f"{house.url}/transactions/sources")
    page.locator("a[href$='/sources/new/other']").click()
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Make its address and key").click()
    secret = page.locator("#source-secret").inner_text()
    label = page.locator("dt", has_text="X-Lumen-Source")
    return label.locator("xpath=following-sibling::dd").inner_text(), secret


def pay(house: House, source: tuple[str, str], name: str, amount: int, ref: int) -> None:
    text = SPENT.format(amount=amount, name=name, day=time.strftime("%d/%m/%y"), ref=ref)
    assert send_sms(house, *source, text)["outcome"] == "transaction"


def card(page: Page, text: str):
    return page.locator("article.finding", has_text=text)


@pytest.mark.browser
class TestWatch:
    def test_an_unusual_payment_arrives_live_and_is_dealt_with(
        self, house: House, lived: Page, problems: list[str], new_page: Callable[..., Page]
    ):
        page = lived
        source = phone(page, house)
        page.goto(f"{house.url}/findings/")
        expect(page.locator("body")).to_have_attribute("data-live", "on")
        page.evaluate("window.notReloaded = true")
        pay(house, source, "UDUPI CORNER", 4_870, 629912340001)

        found = card(page, "Udupi Corner")
        expect(found).to_contain_text("your usual", timeout=30_000)
        assert page.evaluate("window.notReloaded") is True

        self._is_expected_and_not(page, found)
        address = self._shows_its_history(page, found)
        self._is_followed_up(page)
        self._is_silenced_and_heard_again(page, house, address)
        assert problems == []
        self._says_the_same_over_rest(page, house, address)
        self._is_closed_to_strangers(new_page, house, address)

    def _is_expected_and_not(self, page: Page, found) -> None:
        found.get_by_role("button", name="Expected").click()
        expect(found).to_contain_text("You said: Expected")
        found.get_by_role("button", name="Undo").click()
        expect(found.get_by_role("button", name="Not me")).to_be_visible()

    def _shows_its_history(self, page: Page, found) -> str:
        found.get_by_role("link", name="Why, and what it is compared with").click()
        chart = page.locator(".finding-chart")
        expect(chart.locator(".finding-mark")).to_have_count(1)
        assert chart.locator(".finding-dot").count() > 20
        chart.get_by_text("Show as a table").click()
        expect(chart.get_by_role("row", name=re.compile("this one"))).to_contain_text("4,870")
        return page.url

    def _is_followed_up(self, page: Page) -> None:
        page.get_by_role("button", name="Not me").click()
        case = page.locator("#what-to-do")
        expect(case).to_contain_text("0 of 6 done")
        case.get_by_role("checkbox", name="Call the bank by the number on the card").click()
        expect(case).to_contain_text("1 of 6 done")
        expect(page.locator("#step-call_bank")).to_be_focused()
        case.get_by_label(re.compile("Notes")).fill("Ms Rao, reference 88-12")
        case.get_by_role("button", name="Save the note").click()
        page.reload()
        expect(case.get_by_label(re.compile("Notes"))).to_have_value("Ms Rao, reference 88-12")
        case.get_by_label("How did it end?").select_option("refused")
        case.get_by_role("button", name="Close the case").click()
        expect(case).to_contain_text("The bank or shop refused")
        case.get_by_role("button", name="Open the case again").click()
        expect(case).to_contain_text("1 of 6 done")
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_role("button", name="Not me")).to_be_visible()

    def _is_silenced_and_heard_again(self, page: Page, house: House, address: str) -> None:
        page.get_by_role("button", name=re.compile("about Udupi Corner")).click()
        expect(page.get_by_text("You said: Muted")).to_be_visible()
        page.goto(f"{house.url}/findings/learnt/")
        expect(page.get_by_text("Nothing is said about Udupi Corner.")).to_be_visible()
        page.get_by_role("button", name="Unlearn").click()
        expect(page.get_by_text("Nothing learnt yet")).to_be_visible()
        page.goto(address)
        expect(page.get_by_role("button", name="Not me")).to_be_visible()

    def _says_the_same_over_rest(self, page: Page, house: House, address: str) -> None:
        pk = address.rstrip("/").rsplit("/", 1)[-1]
        body = page.request.get(f"{house.url}/api/v1/findings/{pk}").json()
        assert (body["state"], body["kind"]) == ("open", "amount_far_above_usual")
        assert "4.1" in body["text"] or "times" in body["text"]
        history = page.request.get(f"{house.url}/api/v1/findings/{pk}/history").json()
        assert [point["amount"] for point in history["points"] if point["is_marked"]] == ["4870.00"]

    def _is_closed_to_strangers(self, new_page: Callable[..., Page], house: House, address: str) -> None:
        nobody = new_page()
        nobody.goto(address)
        assert "/auth/login" in nobody.url
        otto = new_page()
        sign_up(otto, house, f"otto-{time.time_ns()}@example.com")
        response = otto.goto(address)
        assert response is not None
        assert response.status == 404

    def test_two_charges_and_a_rule_of_ones_own(self, house: House, lived: Page, problems: list[str]):
        page = lived
        source = phone(page, house)
        self._writes_a_rule(page, house)
        page.goto(f"{house.url}/findings/")
        expect(page.locator("body")).to_have_attribute("data-live", "on")

        pay(house, source, "CORAL HOTEL", 1_510, 629912340011)
        over = card(page, "Coral Hotel").filter(has_text="above your limit of ₹1,000")
        expect(over).to_be_visible(timeout=30_000)

        pay(house, source, "METRO GROCERS", 702, 629912340012)
        pay(house, source, "METRO GROCERS", 702, 629912340013)
        twice = card(page, "Metro Grocers").filter(has_text=re.compile("twice|again|second", re.IGNORECASE))
        expect(twice).to_be_visible(timeout=30_000)
        twice.get_by_role("button", name="Both are mine").click()
        expect(twice).to_contain_text("You said: Expected")
        assert problems == []

    def _writes_a_rule(self, page: Page, house: House) -> None:
        page.goto(f"{house.url}/findings/rules/new/")
        page.locator("input[name=threshold]").fill("800")
        preview = page.locator("#rule-preview")
        expect(preview).to_contain_text("Would not have spoken")
        page.locator("input[name=threshold]").fill("700")
        expect(preview).to_contain_text("Would have spoken")
        page.locator("input[name=threshold]").fill("1000")
        expect(preview).to_contain_text("Would not have spoken")
        page.get_by_label("Name").fill("Large ones")
        page.get_by_role("button", name="Save rule").locator("visible=true").last.click()
        expect(page.get_by_text("Large ones").first).to_be_visible()

    @pytest.mark.parametrize("options", [PHONE, NIGHT], ids=["phone", "night"])
    def test_its_pages_fit_a_phone_and_the_night(
        self, house: House, new_page: Callable[..., Page], problems: list[str], options
    ):
        page = new_page(**options)
        sign_up(page, house, f"watch-{time.time_ns()}@example.com")
        for path in PAGES:
            page.goto(f"{house.url}/findings/{path}")
            expect(page.locator("h1")).to_be_visible()
            assert not sideways(page), path
        assert problems == []
