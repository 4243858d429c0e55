"""A visitor in one window, the team in another: live messages, a person, gaps, keys alone, who is who."""

import hashlib
import hmac
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import FrameLocator, Page, WebSocketRoute, expect

from tests.browser.conftest import House
from tests.browser.test_first_day import PASSWORD, sign_up
from tests.browser.test_frame import PHONE, sideways


@dataclass(frozen=True)
class Shop:
    """A member's window, and the address of the demo shop of their assistant."""

    member: Page
    url: str
    demo: str
    site: str  # the page of the widget


@pytest.fixture
def shop(house: House, new_page: Callable[..., Page]) -> Shop:
    page = new_page()
    sign_up(page, house, f"widget-{time.time_ns()}@example.com")
    page.goto(f"{house.url}/assistants/new/")
    page.get_by_label("Name").fill("Fern help")
    page.get_by_role("button", name="Make it").click()
    page.wait_for_url(re.compile("/assistants/fern-help-"))
    page.goto(f"{page.url.split('?')[0].rstrip('/')}/websites/new/")
    page.get_by_label("Name").fill("Fern & Clay")
    page.get_by_label("First words").fill("Hello! Ask about pots.")
    page.get_by_role("button", name="Make the widget").click()
    expect(page.get_by_role("heading", name="Fern & Clay")).to_be_visible()
    demo = page.get_by_role("link", name="Try it on the demo page").get_attribute("href")
    return Shop(page, house.url, f"{house.url}{demo}", page.url)


def watch_inbox(shop: Shop) -> None:
    """The inbox, open and listening; it is not reloaded from here on."""
    shop.member.goto(f"{shop.url}/assistants/inbox/")
    expect(shop.member.locator("body")).to_have_attribute("data-live", "on")
    shop.member.evaluate("window.notReloaded = true")


def visit(page: Page, shop: Shop) -> FrameLocator:
    page.goto(shop.demo)
    page.get_by_role("button", name="Open the chat").click()
    return page.frame_locator("iframe")


def write(frame: FrameLocator, text: str) -> None:
    frame.get_by_label("Your message").fill(text)
    frame.get_by_label("Your message").press("Enter")
    expect(frame.locator("li.customer:not(.unsent)", has_text=text)).to_be_visible()


def answer(shop: Shop, text: str) -> None:
    shop.member.get_by_label("Your words").fill(text)
    shop.member.get_by_role("button", name="Send", exact=True).click()
    expect(shop.member.locator("#enquiry").get_by_text(text)).to_be_visible()


def open_enquiry(shop: Shop, text: str) -> None:
    row = shop.member.locator(".enquiry", has_text=text)
    expect(row).to_be_visible(timeout=20_000)
    row.locator("a").click()
    expect(shop.member.get_by_label("Your words")).to_be_visible()


@pytest.mark.browser
class TestTwoWindows:
    def test_what_one_writes_the_other_reads_at_once(
        self, shop: Shop, new_page: Callable[..., Page], problems: list[str]
    ):
        watch_inbox(shop)
        visitor = new_page()
        chat = visit(visitor, shop)
        expect(chat.get_by_text("Hello! Ask about pots.")).to_be_visible()
        write(chat, "Is <b>Tall Ida</b> in stock?")
        open_enquiry(shop, "Tall Ida")
        expect(
            shop.member.locator("#enquiry").get_by_text("Is <b>Tall Ida</b> in stock?").first
        ).to_be_visible()
        answer(shop, "Yes, eleven of them.")

        reply = chat.locator("li.human", has_text="Yes, eleven of them.")
        expect(reply).to_be_visible(timeout=20_000)
        write(chat, "Then I take two.")
        expect(shop.member.locator("#enquiry").get_by_text("Then I take two.")).to_be_visible(timeout=20_000)
        assert shop.member.evaluate("window.notReloaded") is True

        self._counts_what_came_while_it_was_closed(shop, visitor, chat)
        self._is_there_after_a_reload(visitor)
        assert problems == []

    def _counts_what_came_while_it_was_closed(self, shop: Shop, visitor: Page, chat: FrameLocator) -> None:
        chat.get_by_role("button", name="Close the chat").click()
        answer(shop, "They leave us on Thursday.")
        launcher = visitor.get_by_role("button", name="Open the chat. New messages: 1")
        expect(launcher).to_be_visible(timeout=20_000)
        launcher.click()
        expect(chat.get_by_text("They leave us on Thursday.")).to_be_visible()

    def _is_there_after_a_reload(self, visitor: Page) -> None:
        visitor.reload()
        visitor.get_by_role("button", name="Open the chat").click()
        chat = visitor.frame_locator("iframe")
        expect(chat.get_by_text("Then I take two.")).to_be_visible()
        expect(chat.get_by_text("They leave us on Thursday.")).to_be_visible()

    def test_a_person_is_one_press_away(self, shop: Shop, new_page: Callable[..., Page], problems: list[str]):
        watch_inbox(shop)
        visitor = new_page(**PHONE)
        chat = visit(visitor, shop)
        assert not sideways(visitor)
        chat.get_by_role("button", name="Talk to a person").click()
        expect(chat.locator("li.ai").first).to_be_visible(timeout=20_000)
        expect(chat.locator("li.ai").first.get_by_text("AI assistant")).to_be_visible()
        expect(chat.get_by_role("button", name="A person will answer here")).to_be_disabled()
        open_enquiry(shop, "Visitor")
        answer(shop, "This is a person.")
        expect(chat.locator("li.human", has_text="This is a person.")).to_be_visible(timeout=20_000)
        assert problems == []


@pytest.mark.browser
class TestGaps:
    def test_nothing_is_lost_or_doubled_while_the_line_is_down(
        self, shop: Shop, new_page: Callable[..., Page]
    ):
        visitor = new_page()
        lines: list[WebSocketRoute] = []
        is_down = False

        def connect(line: WebSocketRoute) -> None:
            if is_down:
                line.close()
                return
            line.connect_to_server()
            lines.append(line)

        visitor.route_web_socket(re.compile(r"/w/ws/$"), connect)
        watch_inbox(shop)
        chat = visit(visitor, shop)
        write(chat, "Before the gap")
        open_enquiry(shop, "Before the gap")

        is_down = True
        visitor.route(re.compile(r"/w/.*/messages"), lambda route: route.abort())
        lines[-1].close()
        answer(shop, "Said during the gap")
        chat.get_by_label("Your message").fill("Written during the gap")
        chat.get_by_label("Your message").press("Enter")
        expect(chat.locator("li.unsent", has_text="Written during the gap")).to_be_visible()
        expect(chat.get_by_text("No connection.")).to_be_visible(timeout=20_000)

        is_down = False
        expect(chat.get_by_text("Said during the gap")).to_be_visible(timeout=40_000)
        expect(chat.locator("li.customer:not(.unsent)", has_text="Written during the gap")).to_have_count(1)
        expect(chat.locator("li", has_text="Before the gap")).to_have_count(1)
        expect(shop.member.locator("#enquiry").get_by_text("Written during the gap")).to_be_visible(
            timeout=20_000
        )

    def test_networks_without_sockets_are_served_by_plain_requests(
        self, shop: Shop, new_page: Callable[..., Page]
    ):
        visitor = new_page()
        visitor.route_web_socket(re.compile(r"/w/ws/$"), lambda line: line.close())
        watch_inbox(shop)
        chat = visit(visitor, shop)
        chat.get_by_label("Your message").fill("Without any socket")
        chat.get_by_label("Your message").press("Enter")
        expect(chat.locator("li.customer:not(.unsent)")).to_have_count(1, timeout=40_000)
        open_enquiry(shop, "Without any socket")
        answer(shop, "It works all the same.")
        expect(chat.get_by_text("It works all the same.")).to_be_visible(timeout=20_000)


@pytest.mark.browser
class TestKeysAlone:
    def test_open_write_close(self, shop: Shop, new_page: Callable[..., Page], problems: list[str]):
        visitor = new_page()
        visitor.goto(shop.demo)
        launcher = visitor.get_by_role("button", name="Open the chat")
        expect(launcher).to_be_visible()
        launcher.focus()
        visitor.keyboard.press("Enter")
        chat = visitor.frame_locator("iframe")
        field = chat.get_by_label("Your message")
        expect(field).to_be_focused()
        visitor.keyboard.type("Only keys")
        visitor.keyboard.press("Enter")
        expect(chat.locator("li.customer", has_text="Only keys")).to_be_visible()
        expect(field).to_be_focused()
        for _ in range(9):
            visitor.keyboard.press("Tab")
            assert visitor.evaluate("document.activeElement.id").startswith("lumen-")
        visitor.keyboard.press("Escape")
        expect(visitor.locator("iframe")).to_be_hidden()
        assert visitor.evaluate("document.activeElement.shadowRoot.activeElement.tagName") == "BUTTON"
        assert problems == []


@pytest.mark.browser
class TestWhoIsWho:
    def test_only_a_signed_customer_is_one(
        self, shop: Shop, new_page: Callable[..., Page], problems: list[str]
    ):
        shop.member.goto(shop.site)
        shop.member.get_by_role("link", name="Make a secret").click()
        shop.member.get_by_label("Password", exact=True).fill(PASSWORD)
        shop.member.get_by_role("button", name="Confirm").click()
        shop.member.get_by_role("button", name="Make a new secret").click()
        secret = shop.member.locator("#new-secret").input_value()
        good = hmac.new(secret.encode(), b"customer-17", hashlib.sha256).hexdigest()

        visitor = new_page()
        chat = visit(visitor, shop)
        write(chat, "Before signing in")
        identify = "hash => Lumen('identify', {id: 'customer-17', name: 'Nora Lind', hash})"
        visitor.evaluate(identify, "0" * 64)
        visitor.wait_for_timeout(1_500)
        [refused] = problems
        assert "Lumen: The hash does not fit" in refused

        visitor.evaluate("() => Lumen('on', 'identified', name => { document.body.dataset.who = name; })")
        visitor.evaluate(identify, good)
        expect(visitor.locator("body")).to_have_attribute("data-who", "Nora Lind")
        expect(chat.get_by_text("Before signing in")).to_be_visible()
        write(chat, "Now as Nora")

        visitor.evaluate("Lumen('logout')")
        expect(chat.get_by_text("Now as Nora")).to_be_hidden()
        expect(chat.get_by_text("Before signing in")).to_be_hidden()
        shop.member.goto(f"{shop.url}/assistants/inbox/")
        expect(shop.member.locator(".enquiry", has_text="Nora Lind")).to_have_count(1)
