"""The world as a person follows it: feeds added and read by keys, values watched, prices of one's own."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.conftest import House
from tests.browser.test_first_day import sign_up
from tests.browser.test_frame import PHONE, TOO_SMALL, sideways
from tests.fakes import sites as fake_sites
from tests.feeds.factories import item, rss

WIDE: dict[str, Any] = {"viewport": {"width": 1360, "height": 860}}
NIGHT = {**WIDE, "color_scheme": "dark"}
PAGES = ("/world/", "/world/feeds/", "/world/watch-list/", "/world/watch-list/new/", "/world/prices/")
HOME = '<html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head></html>'
PRICES = b"symbol,date,close,currency,name\n" + b"".join(
    f"HARBOURFUND,2026-01-{day:02d},{40 + day * 0.15:.2f},INR,Harbour Balanced\n".encode()
    for day in range(1, 21)
)


def an_item(number: int, title: str, text: str) -> str:
    at = datetime.now(UTC) - timedelta(hours=number + 1)
    link = f"https://gazette.example/{number}"
    return item(title, guid=str(number), link=link, text=text, date=format_datetime(at))


ITEMS = (
    an_item(0, "Ferries run late", "Fog in the harbour until noon."),
    an_item(1, "Rates stay where they are", "The central bank waits."),
    an_item(2, "A library in the old mill", "It opens on Saturday with a fair of used books."),
)


@pytest.fixture(scope="module")
def gazette() -> Iterator[fake_sites.Sites]:
    """A site on this machine that names its feed."""
    with fake_sites.serving() as sites:
        sites.pages["/"] = fake_sites.Page(HOME, kind="text/html")
        sites.pages["/feed.xml"] = fake_sites.Page(rss(*ITEMS))
        yield sites


@pytest.fixture(scope="module")
def signed_in(house: House, browser: Browser, gazette: fake_sites.Sites):
    """A person who followed a site by its address, by keys alone."""
    context = browser.new_context(**WIDE)
    page = context.new_page()
    page.set_default_timeout(20_000)
    sign_up(page, house, "nadia@example.com")
    page.goto(f"{house.url}/transactions/")
    at_work(page)
    page.keyboard.press("g")
    page.keyboard.press("w")
    page.wait_for_url("**/world/")
    page.get_by_role("link", name="Add a feed").click()
    page.get_by_label("Address of a site or feed").fill(gazette.url)
    page.keyboard.press("Enter")
    feed = page.locator(".feed", has_text="Harbour Gazette")
    expect(feed).to_contain_text("Up to date", timeout=60_000)  # without reloading
    expect(feed).to_contain_text("3 entries")
    yield context.storage_state()
    context.close()


@pytest.fixture
def page(house: House, signed_in, new_page: Callable[..., Page]) -> Page:
    opened = new_page(storage_state=signed_in, **WIDE)
    opened.goto(f"{house.url}/world/")
    at_work(opened)
    return opened


def at_work(page: Page) -> None:
    """Its scripts are there and take keys."""
    expect(page.locator("body")).to_have_attribute("data-live", "on")


def entry(page: Page, title: str):
    return page.locator(".news-entry", has_text=title)


def unread(page: Page):
    return page.locator("[data-unread=all]")


@pytest.mark.browser
class TestNews:
    def test_is_read_by_keys_and_stays_read(self, page: Page, problems):
        expect(page.locator(".news-entry")).to_have_count(3)
        expect(unread(page)).to_have_text("3")
        page.keyboard.press("j")
        expect(entry(page, "Ferries")).to_have_attribute("data-current", "")
        with page.expect_response("**/read/"):
            page.keyboard.press("m")
        expect(unread(page)).to_have_text("2")
        page.reload()
        expect(entry(page, "Ferries")).to_have_class(re.compile("is-read"))

        page.get_by_role("link", name="Unread").click()
        expect(page.locator(".news-entry")).to_have_count(2)
        page.get_by_role("link", name="All", exact=True).click()
        expect(page.locator(".news-entry")).to_have_count(3)
        at_work(page)
        page.keyboard.press("j")
        with page.expect_response("**/read/"):
            page.keyboard.press("m")
        expect(unread(page)).to_have_text("3")
        assert problems == []

    def test_is_searched_while_typing(self, page: Page, problems):
        page.keyboard.press("/")
        page.keyboard.type("rate")
        expect(page.locator(".news-entry")).to_have_count(1)
        expect(entry(page, "Rates stay")).to_be_visible()
        assert "q=rate" in page.url
        page.keyboard.type("xyz")
        expect(page.get_by_text("Nothing has these words")).to_be_visible()
        assert problems == []

    def test_opens_an_original_in_a_tab_of_its_own_and_marks_it(self, page: Page, problems):
        page.context.route("https://gazette.example/**", lambda route: route.fulfill(body="The story"))
        with page.expect_popup() as opened:
            entry(page, "A library").get_by_role("link").click()
        assert opened.value.url == "https://gazette.example/2"
        assert opened.value.evaluate("window.opener") is None
        expect(entry(page, "A library")).to_have_class(re.compile("is-read"))
        entry(page, "A library").get_by_role("button").click()
        expect(entry(page, "A library")).not_to_have_class(re.compile("is-read"))
        assert problems == []

    def test_is_all_read_at_once_and_can_be_taken_back(self, page: Page, problems):
        page.get_by_role("button", name="Mark all as read").click()
        expect(page.get_by_text("3 entries marked as read.")).to_be_visible()
        expect(unread(page)).to_be_hidden()
        page.get_by_role("link", name="Unread").click()
        expect(page.get_by_text("All read")).to_be_visible()
        expect(page.get_by_text("marked as read")).to_have_count(0)
        page.go_back()
        page.get_by_role("button", name="Undo").click()
        expect(unread(page)).to_have_text("3")
        assert problems == []


@pytest.mark.browser
class TestFeeds:
    def test_say_what_is_wrong_and_come_back_after_deleting(
        self, page: Page, house: House, gazette: fake_sites.Sites, problems
    ):
        page.goto(f"{house.url}/world/feeds/")
        address = page.get_by_label("Address of a site or feed")
        address.fill(f"{gazette.url}/nothing")
        page.keyboard.press("Enter")
        failing = page.locator(".feed", has_text="/nothing")
        expect(failing).to_contain_text("Could not be read", timeout=60_000)
        expect(failing.locator(".feed-problem")).to_contain_text("nothing at this address")
        failing.get_by_role("button", name=re.compile("^Delete")).click()
        expect(failing).to_have_count(0)
        page.get_by_role("button", name="Undo").click()
        expect(failing).to_have_count(1)
        failing.get_by_role("button", name=re.compile("^Delete")).click()
        expect(failing).to_have_count(0)
        assert problems == []

    def test_refuse_what_is_no_address_beside_its_field(self, page: Page, house: House):
        page.goto(f"{house.url}/world/feeds/")
        page.get_by_label("Address of a site or feed").fill("ftp://gazette.example")
        page.keyboard.press("Enter")
        expect(page.locator(".field-error")).to_contain_text("begins with https://")
        expect(page.get_by_label("Address of a site or feed")).to_have_value("ftp://gazette.example")


@pytest.mark.browser
class TestTheWatchList:
    def test_takes_a_watch_after_its_mistakes_are_mended(self, page: Page, house: House):
        page.goto(f"{house.url}/world/watch-list/")
        at_work(page)
        page.keyboard.press("n")
        page.wait_for_url("**/watch-list/new/")
        page.get_by_label("What", exact=True).fill("dollars")
        page.get_by_label("Value").fill("ninety")
        page.get_by_role("button", name="Save").click()
        expect(page.locator(".field-error")).to_contain_text("number")
        page.get_by_label("Value").fill("90")
        page.get_by_role("button", name="Save").click()
        expect(page.locator(".field-error")).to_contain_text("such as USD/INR")
        page.get_by_label("What", exact=True).fill("usd/inr")
        page.get_by_label("What", exact=True).press("Enter")
        watch = page.locator(".watch", has_text="1 USD")
        expect(watch).to_contain_text("goes above 90 INR")
        watch.get_by_role("button", name=re.compile("^Pause")).click()
        expect(watch).to_contain_text("Paused")

    def test_shows_only_the_fields_of_a_kind(self, page: Page, house: House, problems):
        page.goto(f"{house.url}/world/watch-list/new/")
        page.get_by_label("Watch", exact=True).select_option("rain")
        expect(page.get_by_label("Tell me when it")).to_be_hidden()
        expect(page.get_by_label("Day", exact=True)).to_be_hidden()
        page.get_by_label("Which day's weather").select_option("date")
        expect(page.get_by_label("Day", exact=True)).to_be_visible()
        page.get_by_label("Watch", exact=True).select_option("words")
        expect(page.get_by_label("Value")).to_be_hidden()
        page.get_by_label("What", exact=True).fill("ferries fog")
        page.get_by_role("button", name="Save").click()
        expect(page.locator(".watch", has_text="ferries fog")).to_contain_text("appears in your feeds")
        assert problems == []


@pytest.mark.browser
class TestSharePrices:
    def test_come_from_a_file_go_and_come_back(self, page: Page, house: House):
        page.goto(f"{house.url}/world/prices/")
        prices = PRICES.replace(b"40.75", b"forty", 1)
        bad: FilePayload = {"name": "bad.csv", "mimeType": "text/csv", "buffer": prices}
        page.get_by_label("File of prices (CSV)").set_input_files(bad)
        page.get_by_role("button", name="Upload").click()
        expect(page.locator(".field-error")).to_contain_text(re.compile(r"[Ll]ine 6"))
        good: FilePayload = {"name": "prices.csv", "mimeType": "text/csv", "buffer": PRICES}
        page.get_by_label("File of prices (CSV)").set_input_files(good)
        page.get_by_role("button", name="Upload").click()
        expect(page.get_by_text("Kept: 20 prices of 1 share")).to_be_visible()
        row = page.locator("tr", has_text="HARBOURFUND")
        expect(row).to_contain_text("43.00")
        row.get_by_role("button", name="Delete: HARBOURFUND").click()
        expect(row).to_have_count(0)
        page.get_by_role("button", name="Undo").click()
        expect(row).to_have_count(1)


@pytest.mark.browser
class TestPagesOfTheWorld:
    @pytest.mark.parametrize("look", [NIGHT, PHONE], ids=["night", "phone"])
    def test_fit_the_screen(self, house: House, signed_in, new_page: Callable[..., Page], problems, look):
        page = new_page(storage_state=signed_in, **look)
        for path in PAGES:
            page.goto(f"{house.url}{path}")
            assert sideways(page) <= 0, path
            assert page.locator("h1").count() == 1, path
            if look is PHONE:
                assert page.evaluate(TOO_SMALL) == [], path
        assert problems == []
