"""Asking and arguing, as a person does it: with the mouse, with keys only, and on a bad line."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House
from tests.browser.test_first_day import AGREEMENT, SAID, STATEMENT, ask, finished, last_answer, sign_up

LONG = "What does the agreement say about deposit, repairs, painting, electricity and notice?"
GROCERIES = "How much did I spend on groceries in October 2025?"


def import_statement(page: Page, house: House) -> None:
    page.goto(f"{house.url}/transactions/import")
    page.set_input_files("input[type=file]", STATEMENT)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name=re.compile(r"Import 39 rows")).click()
    expect(page.get_by_text(re.compile("39 rows were booked"))).to_be_visible()


def add_paper(page: Page, house: House) -> None:
    page.goto(f"{house.url}/documents/")
    page.set_input_files("#id_papers", AGREEMENT)
    row = page.locator(".paper-row:not([data-unfinished])", has_text="Residential Rent Agreement")
    expect(row).to_be_visible(timeout=60_000)


@pytest.fixture(scope="module")
def signed_in(house: House, browser) -> Iterator[dict[str, object]]:
    """A person with a statement and a paper; the cookies that let tests continue as them."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(15_000)
    sign_up(page, house, "meena@example.com")
    import_statement(page, house)
    add_paper(page, house)
    yield context.storage_state()
    context.close()


@pytest.fixture
def page(house: House, signed_in, new_page: Callable[..., Page]) -> Page:
    opened = new_page(storage_state=signed_in)
    opened.goto(f"{house.url}/chat/")
    expect(opened.locator("body")).to_have_attribute("data-live", "on")
    return opened


def chip(page: Page, name: str):
    return last_answer(page).locator("[data-chip] > summary", has_text=name)


def choose(page: Page, name: str, choice: str) -> None:
    chip(page, name).click()
    last_answer(page).get_by_role("button", name=choice, exact=True).click()


@pytest.mark.browser
class TestAsking:
    def test_begins_with_examples_of_ones_own(self, page: Page, problems: list[str]):
        expect(page.locator(".ask-hero .chips a").first).to_be_visible()
        page.locator(".ask-hero .chips a").first.click()
        finished(page)
        assert len(last_answer(page).inner_text()) > 20
        assert problems == []

    def test_chips_change_the_answer_where_it_stands(self, page: Page, problems: list[str]):
        ask(page, GROCERIES)
        finished(page)
        expect(last_answer(page)).to_contain_text("₹4,700.55")

        choose(page, "Total", "Count")
        expect(last_answer(page)).to_contain_text("You changed how this was understood.")
        chip(page, "Groceries").click()
        last_answer(page).get_by_role("button", name="Remove").click()
        expect(chip(page, "Groceries")).to_have_count(0)
        expect(page.locator(".message-assistant")).to_have_count(1)

        last_answer(page).get_by_role("button", name="As first understood").click()
        finished(page)
        expect(last_answer(page)).to_contain_text("₹4,700.55")
        assert problems == []

    def test_follows_up_on_what_was_changed(self, page: Page, problems: list[str]):
        ask(page, GROCERIES)
        finished(page)
        choose(page, "Group", "By merchant")
        expect(last_answer(page).locator(".answer-chart svg").first).to_be_visible()
        ask(page, "how many?")
        finished(page)
        expect(last_answer(page)).to_contain_text("October 2025")
        last_answer(page).locator("summary", has_text="How I worked this out").click()
        expect(last_answer(page)).to_contain_text("Understood as:")
        assert problems == []

    def test_asks_back_with_buttons(self, page: Page, problems: list[str]):
        ask(page, "hello")
        finished(page)
        button = last_answer(page).locator(".chips form button").first
        said = button.inner_text()
        button.click()
        expect(page.locator(".message-user").last).to_contain_text(said)
        finished(page)
        assert problems == []

    def test_says_why_a_thumb_is_down(self, page: Page, problems: list[str]):
        ask(page, GROCERIES)
        finished(page)
        last_answer(page).get_by_role("button", name="Bad answer").click()
        last_answer(page).get_by_label("The number is wrong").check()
        last_answer(page).get_by_role("button", name="Send").click()
        expect(last_answer(page)).to_contain_text("You said: The number is wrong")
        assert problems == []


@pytest.mark.browser
class TestKeysOnly:
    def test_ask_change_edit_and_stop_without_a_mouse(self, page: Page, problems: list[str]):
        keys = page.keyboard
        keys.type(GROCERIES)  # the box has the focus
        keys.press("Enter")
        expect(page.locator(".message-assistant")).to_have_count(1)
        finished(page)
        expect(page.locator("textarea[data-ask]")).to_be_focused()

        chip(page, "In October 2025").focus()
        keys.press("Enter")
        expect(last_answer(page).locator("[data-chip-search]").first).to_be_focused()
        keys.type("november 2025")
        expect(last_answer(page).get_by_role("button", name="In November 2025")).to_be_visible()
        keys.press("Enter")
        expect(chip(page, "In November 2025")).to_be_focused()

        page.locator("textarea[data-ask]").focus()
        keys.press("ArrowUp")
        expect(page.locator("[data-edit-question] textarea")).to_be_focused()
        keys.press("Escape")
        expect(page.locator("textarea[data-ask]")).to_be_focused()
        keys.press("ArrowUp")
        keys.press("ControlOrMeta+a")
        keys.type("How much did I spend on fuel in October 2025?")
        keys.press("Enter")
        expect(page.locator(".message-user")).to_contain_text("2/2")
        finished(page)
        expect(page.locator(".message-user").last).to_contain_text("fuel")
        expect(page.locator("textarea[data-ask]")).to_be_focused()

        keys.type(LONG)
        keys.press("Enter")
        expect(page.locator(".message-assistant[aria-busy=true]")).to_have_count(1)
        keys.press("Escape")
        finished(page)
        expect(last_answer(page)).to_contain_text("You stopped this answer.")
        assert problems == []

    def test_an_earlier_version_comes_back(self, page: Page, problems: list[str]):
        ask(page, GROCERIES)
        finished(page)
        page.get_by_role("article", name="You asked").hover()
        page.locator("[data-edit-question] summary").click()
        page.locator("[data-edit-question] textarea").fill("hello")
        page.get_by_role("button", name="Ask again").click()
        expect(page.locator(".message-user")).to_contain_text("hello")
        finished(page)
        page.get_by_role("button", name="Earlier version").click()
        expect(last_answer(page)).to_contain_text("₹4,700.55")
        assert problems == []


@pytest.mark.browser
class TestBadLine:
    def test_a_broken_connection_loses_and_doubles_nothing(self, page: Page):
        """The socket goes away in the middle of a stream and comes back before its end."""
        ask(page, "hello")
        finished(page)
        ask(page, LONG)
        said = _words_so_far(page)
        page.context.set_offline(True)
        page.evaluate("window.lumenLive.drop()")
        page.wait_for_timeout(400)
        page.context.set_offline(False)
        states = [said]
        for _ in range(400):
            now = page.evaluate(SAID)
            if now is None:
                break
            states.append(now)
            page.wait_for_timeout(25)
        finished(page)
        whole = last_answer(page).locator(".message-text").all_inner_texts()

        assert all(later.startswith(earlier) for earlier, later in pairwise(states))
        assert _plain(" ".join(whole)).startswith(_plain(states[-1])[:200])

    def test_a_stop_pressed_without_a_line_reaches_the_run_when_it_is_back(self, page: Page):
        """No request gets through; what was pressed waits for the socket."""
        ask(page, "hello")
        finished(page)
        ask(page, LONG)
        said = _words_so_far(page)
        page.context.set_offline(True)
        page.evaluate("window.lumenLive.drop()")
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.wait_for_timeout(100)
        page.context.set_offline(False)
        finished(page)

        expect(last_answer(page)).to_contain_text("You stopped this answer.")
        whole = " ".join(last_answer(page).locator(".message-text").all_inner_texts())
        assert _plain(whole).startswith(_plain(said)[:100])


def _words_so_far(page: Page) -> str:
    for _ in range(400):
        if said := page.evaluate(SAID):
            return str(said)
        page.wait_for_timeout(20)
    raise AssertionError("nothing was said")


def _plain(text: str) -> str:
    """Letters only: marks of citations become links, and lines paragraphs."""
    return "".join(re.findall(r"[a-z]+", re.sub(r"\[\d+\]", "", text.lower())))


@pytest.mark.browser
class TestWriting:
    def test_a_change_is_confirmed_and_undone(self, page: Page, house: House, problems: list[str]):
        ask(page, "remember that my rent is paid to Mr Rao")
        finished(page)
        proposal = last_answer(page).locator(".proposal")
        expect(proposal).to_contain_text("rent = Rao")
        proposal.get_by_role("button", name="Confirm").click()
        expect(proposal).to_contain_text("Remembered")

        proposal.get_by_role("button", name="Undo").click()
        expect(proposal).to_contain_text("Forgotten again.")
        page.goto(f"{house.url}/chat/facts/")
        expect(page.get_by_text("Nothing yet")).to_be_visible()
        assert problems == []

    def test_what_was_decided_elsewhere_says_so_in_its_place(self, page: Page):
        ask(page, "remember that my rent is paid to Mr Iyer")
        finished(page)
        proposal = last_answer(page).locator(".proposal")
        proposal.locator("form").last.evaluate(
            "form => fetch(form.action, {method: 'POST', body: new FormData(form)})"
        )
        proposal.get_by_role("button", name="Confirm").click()
        expect(proposal).to_contain_text("This was decided before")
        expect(proposal.get_by_role("button", name="Confirm")).to_have_count(0)

    def test_a_budget_is_set_and_taken_back(self, page: Page, problems: list[str]):
        ask(page, "set a budget of 6000 for groceries")
        finished(page)
        proposal = last_answer(page).locator(".proposal")
        proposal.get_by_role("button", name="Confirm").click()
        expect(proposal.get_by_role("button", name="Undo")).to_be_visible()
        proposal.get_by_role("button", name="Undo").click()
        expect(proposal.get_by_role("button", name="Undo")).to_have_count(0)
        assert problems == []
