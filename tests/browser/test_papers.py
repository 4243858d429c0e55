"""Papers as a person handles them: dropped, searched, asked, cited, looked through by keys, shared."""

import base64
import io
import re
from collections.abc import Callable, Iterator

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from tests.browser.conftest import House
from tests.browser.test_first_day import ask, finished, last_answer, sign_up
from tests.browser.test_frame import PHONE, TOO_SMALL, sideways

WIDTH, HEIGHT = 595.0, 842.0
FONT, SIZE = "Helvetica", 12
WIDE = {"viewport": {"width": 1360, "height": 860}}
NIGHT = {**WIDE, "color_scheme": "dark"}
WALNUT = "The walnut cabinet is insured until 14 March 2029"
SENTENCE = f"{WALNUT}."
DROP = """([where, files]) => {
    const transfer = new DataTransfer();
    for (const [name, content] of files) {
        const bytes = Uint8Array.from(atob(content), (char) => char.charCodeAt(0));
        transfer.items.add(new File([bytes], name, { type: "application/pdf" }));
    }
    for (const kind of ["dragenter", "dragover", "drop"]) {
        const event = new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: transfer });
        document.querySelector(where).dispatchEvent(event);
    }
}"""


def a_page(*lines: tuple[float, str]) -> bytes:
    """A PDF of one page with lines at known heights (points from below), all 72 points from the left."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(WIDTH, HEIGHT), invariant=1)
    canvas.setFont(FONT, SIZE)
    for height, line in lines:
        canvas.drawString(72, height, line)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


PAPERS = {
    "cabinet.pdf": a_page(
        (760, "Household insurance of the Mehta family"),
        (700, "Clocks and pictures are listed on another sheet."),
        (640, SENTENCE),
        (580, "Premiums are paid every quarter by standing order."),
    ),
    "letter.pdf": a_page(
        (760, "Letter of the housing society"), (730, "The water tank is cleaned on Monday.")
    ),
    "bill.pdf": a_page((760, "Bill of City Power"), (730, "Amount payable Rs. 2,340.50 for October")),
}


def box_of(words: str, line: str, height: float) -> tuple[float, float, float, float]:
    """Where words of a drawn line stand, in 0..1 of the page from its top left."""
    left = 72 + stringWidth(line[: line.index(words)], FONT, SIZE)
    right = left + stringWidth(words, FONT, SIZE)
    return left / WIDTH, (HEIGHT - height - SIZE) / HEIGHT, right / WIDTH, (HEIGHT - height + 4) / HEIGHT


def yellow_box(picture: bytes) -> tuple[float, float, float, float]:
    """What the server marked, in 0..1 of the picture."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    mask = Image.new("1", image.size)
    mask.putdata([r > 190 and g > 140 and b < 130 for r, g, b in image.getdata()])  # type: ignore[attr-defined]
    found = mask.getbbox()
    assert found, "nothing is marked"
    x0, y0, x1, y1 = found
    return x0 / image.width, y0 / image.height, x1 / image.width, y1 / image.height


def drop(page: Page, files: dict[str, bytes]) -> None:
    """Drop files on the page as from a folder of the desktop."""
    encoded = [[name, base64.b64encode(content).decode()] for name, content in files.items()]
    page.evaluate(DROP, ["main", encoded])


def row(page: Page, text: str):
    return page.locator(".paper-row", has_text=text)


@pytest.fixture(scope="module")
def signed_in(house: House, browser) -> Iterator[dict[str, object]]:
    """A person whose three papers were dropped and read while the page stayed as it was."""
    context = browser.new_context(**WIDE)
    page = context.new_page()
    page.set_default_timeout(20_000)
    sign_up(page, house, "leela@example.com")
    page.goto(f"{house.url}/documents/")
    expect(page.locator("body")).to_have_attribute("data-live", "on")
    expect(page.get_by_text("No papers yet")).to_be_visible()
    page.evaluate("window.notReloaded = true")
    drop(page, PAPERS)
    expect(page.get_by_text("All 3 files are sent")).to_be_visible(timeout=60_000)
    expect(page.locator(".paper-row:not([data-unfinished])")).to_have_count(3, timeout=90_000)
    assert page.evaluate("window.notReloaded") is True
    yield context.storage_state()
    context.close()


@pytest.fixture
def page(house: House, signed_in, new_page: Callable[..., Page]) -> Page:
    opened = new_page(storage_state=signed_in, **WIDE)
    opened.set_default_timeout(20_000)
    opened.goto(f"{house.url}/documents/")
    return opened


@pytest.mark.browser
class TestAddingPapers:
    def test_counts_those_that_were_refused_and_shows_them_alike(self, page: Page, problems):
        page.evaluate(
            """() => {
                const sizes = { "film.pdf": 51 * 2 ** 20, "empty.pdf": 0 };
                const detail = Object.entries(sizes).map(([name, size]) => (
                    { file: new File([new Uint8Array(size)], name), path: "", source: "upload" }
                ));
                document.dispatchEvent(new CustomEvent("papers-dropped", { detail }));
            }"""
        )

        expect(page.get_by_text("0 of 2 files are in; 2 refused")).to_be_visible()
        refused = page.locator("#intake-lines .intake-line.is-refused[role=alert] .papers-problem")
        expect(refused).to_have_count(2)
        expect(refused.filter(has_text="film.pdf is 51 MB; Lumen takes files up to 50 MB.")).to_be_visible()


@pytest.mark.browser
class TestFindingAPaper:
    def test_shows_hits_while_typing_and_the_very_line_beside_them(self, page: Page, problems):
        page.locator("#paper-q").press_sequentially("walnut cabinet", delay=30)

        hit = page.locator(".paper-hit", has_text="walnut").first
        expect(hit.locator("mark").first).to_be_visible()
        image = page.locator("#paper-preview img")
        expect(image).to_have_attribute("src", re.compile(r"start=\d+&end=\d+"))
        assert "q=walnut" in page.url
        assert problems == []

    def test_opens_at_the_box_over_the_right_words(self, page: Page, house: House, problems):
        page.goto(f"{house.url}/documents/?q=%22{WALNUT.replace(' ', '+')}%22")
        hit = page.locator(".paper-hit").first
        hit.click()
        expect(hit).to_have_attribute("data-current", "")
        page.keyboard.press("Enter")
        page.wait_for_url("**/documents/*-*/**")
        start = int(re.search(r"start=(\d+)", page.url)[1])  # type: ignore[index]
        text = page.locator(".side-body .papers-words").inner_text()
        at = text.index("walnut")
        document = page.url.split("?")[0]

        marked = page.request.get(f"{document}pages/1.png?start={at}&end={at + len('walnut cabinet')}")

        assert start <= at
        expected, found = box_of("walnut cabinet", SENTENCE, 640), yellow_box(marked.body())
        assert all(abs(a - b) < 0.015 for a, b in zip(expected, found, strict=True)), (expected, found)
        assert problems == []

    def test_keeps_filters_and_views_in_the_address(self, page: Page, problems):
        page.locator(".paper-facets summary", has_text="State").click()
        page.locator(".facet-panel a:visible", has_text="Ready").click()
        expect(page.locator(".chip-active", has_text="State: Ready")).to_be_visible()
        assert "state=ready" in page.url
        page.locator("summary", has_text="Save this view").click()
        page.get_by_label("Name").fill("All that is read")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator(".tab", has_text="All that is read")).to_be_visible()
        assert problems == []

    def test_is_answered_with_a_citation_that_opens_the_page(self, page: Page, house: House, problems):
        page.goto(f"{house.url}/chat/")
        ask(page, "Until when is the walnut cabinet insured?")
        finished(page)
        expect(last_answer(page)).to_contain_text("14 March 2029")

        last_answer(page).locator("a[href*='/documents/']").first.click()

        image = page.locator("[data-frame] img")
        expect(image).to_be_visible()
        picture = page.request.get(f"{house.url}{image.get_attribute('src')}").body()
        left, top, right, bottom = yellow_box(picture)
        words = box_of("14 March 2029", SENTENCE, 640)
        assert left - 0.01 < words[0]
        assert right + 0.01 > words[2]
        assert top - 0.01 < words[1] < bottom
        assert problems == []


@pytest.mark.browser
class TestHandlingPapers:
    def test_edits_a_fact_in_place(self, page: Page, problems):
        row(page, "bill.pdf").or_(row(page, "City Power")).first.dblclick()
        page.wait_for_url("**/documents/*-*/**")
        number = page.get_by_label("Number", exact=True)
        number.fill("EB-2210")
        number.press("Tab")
        expect(page.get_by_text("Saved.")).to_be_visible(timeout=15_000)
        page.reload()
        expect(page.get_by_label("Number", exact=True)).to_have_value("EB-2210")
        assert problems == []

    def test_tags_many_at_once_and_takes_it_back(self, page: Page, problems):
        boxes = page.locator(".paper-row [data-select]")
        boxes.first.click()
        boxes.last.click(modifiers=["Shift"])
        bar = page.locator("[data-bulk-bar]")
        expect(bar.locator("[data-bulk-count]")).to_have_text("3")
        bar.locator("summary", has_text="Tag").click()
        bar.get_by_label("Tag").fill("House")
        page.keyboard.press("Enter")
        expect(page.locator(".paper-rows .paper-tag", has_text="House")).to_have_count(3)

        page.locator(".toast button", has_text="Undo").click()

        expect(page.locator(".paper-rows .paper-tag", has_text="House")).to_have_count(0)
        assert problems == []

    def test_looks_papers_through_by_keys_alone(self, page: Page, house: House, problems):
        page.goto(f"{house.url}/documents/triage/")
        expect(page.locator(".triage-count")).to_have_text("1 of 3")
        page.keyboard.press("j")
        expect(page.locator(".triage-count")).to_have_text("2 of 3")
        page.keyboard.press("k")
        expect(page.locator(".triage-count")).to_have_text("1 of 3")

        page.keyboard.press("c")
        page.keyboard.type("Housing society")
        page.keyboard.press("Enter")
        expect(page.locator(".triage-count")).to_have_text("1 of 2")
        page.keyboard.press("u")
        expect(page.locator(".triage-count")).to_have_text("1 of 3")
        expect(page.get_by_label("Correspondent")).not_to_have_value("Housing society")

        page.keyboard.press("t")
        page.keyboard.type("Looked at")
        page.keyboard.press("Enter")
        expect(page.locator(".triage-count")).to_have_text("1 of 2")
        page.keyboard.press("d")
        expect(page.locator(".triage-count")).to_have_text("1 of 1")
        page.keyboard.press("u")
        expect(page.locator(".triage-count")).to_have_text(re.compile(r"of 2$"))
        assert problems == []


@pytest.mark.browser
class TestStrangers:
    def test_get_404_on_every_address_of_a_paper(self, page: Page, house: House, new_page, problems):
        row(page, "Household insurance").or_(row(page, "cabinet.pdf")).first.dblclick()
        page.wait_for_url("**/documents/*-*/**")
        paper = page.url.split("?")[0]
        places = ("", "preview", "summary", "file", "pages/1.png", "pages/1.jpg", "?page=1&start=0&end=9")
        otto = new_page()
        sign_up(otto, house, "otto-of-papers@example.com")
        nobody = new_page()

        for place in places:
            assert otto.request.get(f"{paper}{place}").status == 404, place
            assert "/auth/login" in nobody.request.get(f"{paper}{place}").url, place
        for place in ("delete", "edit", "retry", "share", "versions"):
            token = otto.context.cookies()
            csrf = next(each["value"] for each in token if each["name"] == "csrftoken")
            answer = otto.request.post(f"{paper}{place}", headers={"X-CSRFToken": csrf, "Referer": paper})
            assert answer.status == 404, place
        assert otto.request.get(f"{house.url}/documents/shared/made-up/").status == 404
        assert problems == []

    def test_see_one_paper_by_its_link_until_it_is_revoked(
        self, page: Page, house: House, new_page, problems
    ):
        row(page, "Household insurance").or_(row(page, "cabinet.pdf")).first.dblclick()
        page.get_by_role("link", name="Share").click()
        page.get_by_label("Password").fill("walnut-42")
        page.get_by_role("button", name="Make a link").click()
        path = page.get_by_label("Link", exact=True).input_value().partition("/documents/")[2]
        stranger = new_page(**WIDE)
        stranger.goto(f"{house.url}/documents/{path}")
        stranger.get_by_label("Password", exact=True).fill("walnut-42")
        stranger.get_by_role("button", name="Open").click()
        picture = stranger.locator(".shared-page img").first
        picture.evaluate("i => i.decode()")
        assert picture.evaluate("i => i.naturalWidth") > 300

        page.goto(page.url.split("?")[0].removesuffix("share") + "?side=share")
        page.get_by_role("button", name="Revoke").click()
        expect(page.get_by_text("Nobody outside can see this paper.")).to_be_visible()
        assert stranger.request.get(f"{house.url}/documents/{path}").status == 404
        assert problems == []


@pytest.mark.browser
class TestPagesOfPapers:
    @pytest.mark.parametrize("look", [NIGHT, PHONE], ids=["night", "phone"])
    def test_fit_the_screen(self, house: House, signed_in, new_page, problems, look):
        page = new_page(storage_state=signed_in, **look)
        page.goto(f"{house.url}/documents/")
        paper = page.locator(".paper-row").first.get_attribute("data-href")
        places = ["", "?q=walnut", "triage/", "labels/tags/", "labels/correspondents/", "searches/"]
        places += ["exports/", "storage/", "trash/"]
        sides = [f"{paper}?side={side}" for side in ("facts", "text", "share", "history")]

        for place in [*(f"/documents/{place}" for place in places), *sides]:
            answer = page.goto(f"{house.url}{place}")
            assert answer is not None
            assert answer.status == 200, place
            assert sideways(page) <= 0, place
            if look is PHONE:
                assert page.evaluate(TOO_SMALL) == [], place
        assert problems == []
