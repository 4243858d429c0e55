"""Papers in the box: a bill before the camera, files chosen, dropped and pasted."""

import base64
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ARGUMENTS, CHROMIUM, House
from tests.browser.test_ask import import_statement
from tests.browser.test_first_day import finished, last_answer, sign_up
from tests.browser.test_frame import PHONE, sideways
from tests.browser.test_papers import a_page

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="a film for the camera needs ffmpeg")
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
LINES = (
    ("BESCOM", 44),
    ("Bangalore Electricity Supply", 26),
    ("Electricity Bill", 32),
    ("Bill No: 77120419", 26),
    ("Bill Date: 05/10/2025", 26),
    ("Energy charges      1,190.00", 26),
    ("Fixed charges         120.00", 26),
    ("Tax                    64.00", 26),
    ("Total Amount  Rs. 1,374.00", 34),
)
GIVE = """([kind, name, content]) => {
    const transfer = new DataTransfer();
    const bytes = Uint8Array.from(atob(content), (char) => char.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type: "application/pdf" }));
    const box = document.querySelector("textarea[data-ask]");
    const options = { bubbles: true, cancelable: true };
    const pasted = new ClipboardEvent("paste", { ...options, clipboardData: transfer });
    if (kind === "paste") box.dispatchEvent(pasted);
    else for (const step of ["dragenter", "dragover", "drop"])
        box.dispatchEvent(new DragEvent(step, { ...options, dataTransfer: transfer }));
}"""


def film_of_a_bill(path: Path) -> None:
    """Two seconds of a bill on a table, as a camera sees it."""
    picture = Image.new("RGB", (1280, 960), "#c8c0b0")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((300, 40, 980, 920), fill="white")
    for number, (line, size) in enumerate(LINES):
        draw.text((350, 80 + 90 * number), line, fill="black", font=ImageFont.truetype(FONT, size))
    still = path.with_suffix(".jpg")
    picture.save(still, quality=92)
    command = ["ffmpeg", "-loglevel", "error", "-y", "-loop", "1", "-i", str(still), "-t", "2", "-r", "10"]
    subprocess.run([*command, "-pix_fmt", "yuvj420p", "-q:v", "2", "-f", "mjpeg", str(path)], check=True)


@pytest.fixture(scope="module")
def signed_in(house: House, browser: Browser):
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(15_000)
    sign_up(page, house, "ravi@example.com")
    import_statement(page, house)
    yield context.storage_state()
    context.close()


@pytest.fixture
def page(house: House, signed_in, new_page: Callable[..., Page]) -> Page:
    opened = new_page(storage_state=signed_in)
    opened.goto(f"{house.url}/chat/")
    expect(opened.locator("body")).to_have_attribute("data-live", "on")
    return opened


def chips(page: Page, state: str = ""):
    return page.locator(f"[data-paper-chip]{f'[data-state={state}]' if state else ''}")


@pytest.mark.browser
@needs_ffmpeg
@pytest.mark.skipif(not Path(FONT).exists(), reason="the bill needs DejaVu Sans")
class TestTheCamera:
    def test_a_photographed_bill_finds_its_payment(
        self, house: House, browser: Browser, signed_in, tmp_path: Path
    ):
        film = tmp_path / "bill.mjpeg"
        film_of_a_bill(film)
        fake = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
        seen = f"--use-file-for-fake-video-capture={film}"
        chromium = browser.browser_type.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *fake, seen])
        page = chromium.new_context(storage_state=signed_in).new_page()
        page.goto(f"{house.url}/chat/")
        expect(page.locator("body")).to_have_attribute("data-live", "on")

        page.get_by_role("button", name="Take a photo").click()
        shutter = page.get_by_role("button", name="Take it")
        expect(shutter).to_be_enabled()
        page.wait_for_timeout(500)
        shutter.click()
        expect(page.locator("dialog#camera")).to_be_hidden()
        expect(chips(page)).to_have_count(1)

        box = page.locator("textarea[data-ask]")
        box.fill("Did I already pay this?")
        box.press("Enter")  # also while it is being read: the answer waits
        page.wait_for_url(re.compile(r"/chat/[0-9a-f-]{36}/"), timeout=60_000)
        expect(page.locator(".message-user .given a").first).to_be_visible()
        expect(page.locator(".message-assistant[aria-busy=true]")).to_have_count(0, timeout=120_000)
        answer = last_answer(page)
        expect(answer).to_contain_text(re.compile("bescom", re.IGNORECASE))
        expect(answer).to_contain_text("1,374")
        expect(answer).to_contain_text(re.compile(r"7 Oct|October 7|7 October|Yes", re.IGNORECASE))
        expect(page.locator(".message-user .given img")).to_be_visible(timeout=30_000)
        chromium.close()

    def test_without_one_says_so_and_takes_a_file(self, page: Page):
        page.get_by_role("button", name="Take a photo").click()
        expect(page.locator("[data-camera-problem]")).to_contain_text("choose a photo", ignore_case=True)
        with page.expect_file_chooser():
            page.get_by_role("button", name="Choose a photo").click()


@pytest.mark.browser
class TestPapersInTheBox:
    LETTER = a_page((760, "Letter of the housing society"), (730, "The water tank is cleaned on Tuesday."))
    OTHER = a_page((760, "Warranty of the washing machine"), (730, "It ends on 9 August 2027."))

    def give(self, page: Page, kind: str, name: str, content: bytes) -> None:
        page.evaluate(GIVE, [kind, name, base64.b64encode(content).decode()])

    def test_come_by_dropping_and_pasting_and_go_again(self, page: Page, problems: list[str]):
        self.give(page, "drop", "letter.pdf", self.LETTER)
        self.give(page, "paste", "warranty.pdf", self.OTHER)
        expect(chips(page, "ready")).to_have_count(2, timeout=60_000)
        page.get_by_role("button", name="Remove warranty.pdf").click()
        expect(chips(page)).to_have_count(1)

        page.locator("textarea[data-ask]").fill("When is the water tank cleaned?")
        page.keyboard.press("Enter")
        finished(page)
        expect(page.locator(".message-user .given")).to_contain_text("etter")
        expect(last_answer(page)).to_contain_text("Tuesday")
        expect(page.locator("[data-paper-chip][data-kept]")).to_have_count(1)  # what follows is about it too
        assert problems == []

    def test_are_asked_about_without_words(self, page: Page, problems: list[str]):
        page.set_input_files(
            "[data-files] >> nth=0", {"name": "w.pdf", "mimeType": "application/pdf", "buffer": self.OTHER}
        )
        page.locator("textarea[data-ask]").press("Enter")
        expect(page.locator(".message-user")).to_contain_text("What is this?")
        finished(page)
        assert len(last_answer(page).inner_text()) > 20
        assert problems == []

    def test_say_why_they_were_refused(self, page: Page):
        page.set_input_files(
            "[data-files] >> nth=0", {"name": "a.xyz", "mimeType": "application/x", "buffer": b"\0\1\2\3"}
        )
        expect(chips(page, "failed")).to_contain_text("a.xyz")
        page.locator("textarea[data-ask]").press("Enter")
        expect(page.locator(".message")).to_have_count(0)

    def test_fit_a_phone(self, house: House, signed_in, new_page: Callable[..., Page]):
        phone = new_page(storage_state=signed_in, **PHONE)
        phone.goto(f"{house.url}/chat/")
        self.give(phone, "paste", "a-letter-with-quite-a-long-name-of-its-own-2027.pdf", self.LETTER)
        expect(chips(phone)).to_have_count(1)
        assert sideways(phone) == 0
        with phone.expect_file_chooser() as chosen:  # the phone's own camera
            phone.get_by_role("button", name="Take a photo").click()
        assert chosen.value.element.get_attribute("capture") == "environment"
