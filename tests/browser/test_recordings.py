"""A film as a paper: dropped, read, looked through by its shots and lines, found by its words."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import films
from tests.browser.conftest import House
from tests.browser.test_first_day import sign_up
from tests.browser.test_frame import PHONE, TOO_SMALL, sideways

WIDE: dict[str, Any] = {"viewport": {"width": 1360, "height": 860}}
NIGHT = {**WIDE, "color_scheme": "dark"}
RATE = 10  # frames a second: small to make, quick to read
SHOTS = ("0:00", "0:03", "0:06")
READ = 180_000


def a_film(path: Path) -> Path:
    """Three shots of three seconds: a notice, a square on its way, another notice. Nobody speaks."""
    scenes = [
        (films.words("Harbour meeting\nMonday 9 March"), 3 * RATE),
        (films.square(speed=15), 3 * RATE),
        (films.words("Walnut cabinet\nPrice 240 EUR", ink=250, paper=90), 3 * RATE),
    ]
    films.film(path, scenes, rate=str(RATE), size=(640, 360))
    return path


@pytest.fixture(scope="module")
def signed_in(house: House, browser: Browser, tmp_path_factory: pytest.TempPathFactory):
    """A person whose film was read while its row stayed on the page; the state, and the film's address."""
    context = browser.new_context(**WIDE)
    page = context.new_page()
    page.set_default_timeout(20_000)
    sign_up(page, house, "meera@example.com")
    page.goto(f"{house.url}/documents/")
    expect(page.locator("body")).to_have_attribute("data-live", "on")
    page.set_input_files("#id_papers", a_film(tmp_path_factory.mktemp("films") / "meeting.webm"))
    row = page.locator(".paper-row:not([data-unfinished])", has_text="meeting")
    expect(row).to_be_visible(timeout=READ)
    address = f"{house.url}{row.get_attribute('data-href')}"
    yield context.storage_state(), address
    context.close()


@pytest.fixture
def film(signed_in, new_page: Callable[..., Page]) -> Page:
    """Its page, with the player ready to play."""
    state, address = signed_in
    page = new_page(storage_state=state, **WIDE)
    page.goto(address)
    ready(page)
    return page


def ready(page: Page) -> None:
    expect(page.locator("body")).to_have_attribute("data-live", "on")
    media = page.locator("[data-media]")
    expect(media).to_be_visible()
    page.wait_for_function("() => document.querySelector('[data-media]').readyState >= 1")


def seconds(page: Page) -> float:
    return float(page.evaluate("document.querySelector('[data-media]').currentTime"))


def at_second(page: Page, second: float) -> None:
    page.wait_for_function(
        "second => Math.abs(document.querySelector('[data-media]').currentTime - second) < 0.35", arg=second
    )


def line(page: Page, words: str):
    return page.locator(".recording-line", has_text=re.compile(words, re.IGNORECASE))


@pytest.mark.browser
@films.needs_ffmpeg
class TestAFilm:
    def test_shows_its_shots_as_pictures_and_its_words_by_the_second(self, film: Page, problems):
        pictures = film.locator(".recording-strip img")
        expect(pictures).to_have_count(len(SHOTS))
        for number, clock in enumerate(SHOTS):
            expect(film.locator("[data-part]").nth(number)).to_contain_text(clock)
            pictures.nth(number).evaluate("i => i.decode()")
            assert pictures.nth(number).evaluate("i => i.naturalWidth") > 100
        expect(line(film, "harbour")).to_contain_text("0:00")
        expect(line(film, "walnut")).to_contain_text("0:06")
        expect(line(film, "walnut").locator(".badge")).to_have_text("on screen")
        assert problems == []

    def test_jumps_to_the_second_of_a_line_or_a_shot_and_keeps_it_in_the_address(self, film: Page, problems):
        line(film, "walnut").click()
        at_second(film, 6)
        assert "t=6" in film.url
        expect(line(film, "walnut")).to_have_attribute("aria-current", "true")
        expect(film.locator("[data-part][aria-current]")).to_contain_text("0:06")

        film.locator("[data-part]").nth(1).click()
        at_second(film, 3)
        film.reload()
        ready(film)
        at_second(film, 3)
        assert problems == []

    def test_is_played_and_walked_through_by_keys(self, film: Page, problems):
        film.keyboard.press("]")
        at_second(film, 3)
        film.keyboard.press("]")
        at_second(film, 6)
        film.keyboard.press("[")
        at_second(film, 3)
        film.keyboard.press("ArrowRight")
        at_second(film, 8)
        film.keyboard.press("ArrowLeft")
        at_second(film, 3)
        film.keyboard.press("Space")
        film.wait_for_function("() => document.querySelector('[data-media]').currentTime > 3.4")
        film.keyboard.press("Space")
        film.wait_for_function("() => document.querySelector('[data-media]').paused")
        assert problems == []

    def test_is_searched_in_its_words(self, film: Page, problems):
        film.keyboard.press("/")
        search = film.get_by_placeholder("Search in the transcript")
        expect(search).to_be_focused()
        film.keyboard.type("cabinet")
        expect(line(film, "harbour")).to_be_hidden()
        expect(film.locator("[data-transcript-count]")).to_contain_text("1 ")
        film.keyboard.press("Enter")
        at_second(film, 6)
        search.fill("penguin")
        expect(film.locator("[data-transcript-count]")).to_have_text("Nothing found")
        film.keyboard.press("Escape")
        expect(line(film, "harbour")).to_be_visible()
        assert problems == []

    def test_is_found_among_the_papers_at_its_second(self, film: Page, house: House, problems):
        film.goto(f"{house.url}/documents/?q=walnut+cabinet")
        hit = film.locator(".paper-hit", has_text=re.compile("walnut", re.IGNORECASE)).first
        expect(hit).to_be_visible(timeout=30_000)
        expect(hit).to_contain_text("0:06")
        hit.dblclick()
        film.wait_for_url(re.compile(r"/documents/[0-9a-f-]{36}/"))
        ready(film)
        at_second(film, 6)
        expect(film.locator("#passage")).to_contain_text(re.compile("walnut", re.IGNORECASE))
        assert problems == []

    @pytest.mark.parametrize("look", [NIGHT, PHONE], ids=["night", "phone"])
    def test_fits_the_screen(self, signed_in, new_page: Callable[..., Page], problems, look):
        state, address = signed_in
        page = new_page(storage_state=state, **look)
        page.goto(address)
        ready(page)
        assert sideways(page) <= 0
        if look is PHONE:
            assert page.evaluate(TOO_SMALL) == []
        assert problems == []
