"""The frame of every page: by keyboard, in privacy, in the dark, on a phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House
from tests.browser.test_first_day import sign_up

PAGES = (
    "/",
    "/chat/",
    "/transactions/",
    "/transactions/new",
    "/transactions/inbox",
    "/transactions/import",
    "/transactions/sources",
    "/documents/",
    "/findings/",
    "/notifications/",
    "/settings/workspace/",
    "/settings/members/",
    "/settings/tokens/",
    "/settings/preferences/",
    "/settings/security/",
    "/auth/email/",
    "/auth/2fa/",
    "/audit/",
)
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "color_scheme": "dark",
}
TOO_SMALL = """() => [...document.querySelectorAll(
    ".topbar :is(a, button, summary), .bottombar :is(a, summary), main :is(.btn, .chip, select)"
)].filter(each => each.checkVisibility()).filter(each => {
    const box = each.getBoundingClientRect();
    return box.height < 43.5 || box.width < 43.5;
}).map(each => each.outerHTML.slice(0, 120))"""


def sideways(page: Page) -> int:
    """How many pixels the page is wider than the screen."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wider


@pytest.mark.browser
class TestTheFrame:
    def test_goes_anywhere_by_keys_and_remembers_how_one_likes_it(self, house: House, new_page, problems):
        page = new_page(viewport={"width": 1280, "height": 860})
        sign_up(page, house, "keys@example.com")
        root = page.locator("html")
        expect(page.locator("body")).to_have_attribute("data-live", "on")

        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
        page.goto(house.url)
        page.keyboard.press("g")
        page.keyboard.press("d")
        page.wait_for_url("**/documents/")
        page.keyboard.press("?")
        expect(page.get_by_role("heading", name="Keyboard keys")).to_be_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("Control+k")
        page.keyboard.type("prefer")
        page.keyboard.press("Enter")
        page.wait_for_url("**/settings/preferences/")

        menu = page.locator(".sidebar-foot")
        menu.locator("summary").click()
        with page.expect_response("**/settings/preferences/"):
            menu.get_by_role("button", name="Dark").click()
        with page.expect_response("**/settings/preferences/"):
            menu.get_by_role("button", name="Hide amounts").click()
        page.reload()
        expect(root).to_have_attribute("data-theme", "dark")
        expect(root).to_have_attribute("data-privacy", "on")
        assert problems == []

    def test_fits_a_phone_and_a_finger(self, house: House, new_page, problems):
        page = new_page(**PHONE)
        sign_up(page, house, "phone@example.com")

        faults = {}
        for path in PAGES:
            page.goto(house.url + path)
            faults[path] = page.evaluate(TOO_SMALL)
            if sideways(page) > 0:
                faults[path].append("wider than the screen")
            if page.locator("h1").count() != 1:
                faults[path].append("not one h1")

        assert {path: found for path, found in faults.items() if found} == {}
        assert problems == []
