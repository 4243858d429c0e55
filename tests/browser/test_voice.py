"""Speaking to Lumen and listening to it, in Chromium with a microphone that plays a file."""

import re
import shutil
import subprocess
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ARGUMENTS, CHROMIUM, House
from tests.browser.test_ask import GROCERIES, import_statement
from tests.browser.test_first_day import ask, finished, last_answer, sign_up

needs_voice = pytest.mark.skipif(
    not (shutil.which("espeak-ng") and shutil.which("ffmpeg")),
    reason="speaking in a test needs espeak-ng and ffmpeg",
)
FAKE = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
PLAYED = "document.querySelector('audio.answer-voice')?.currentTime ?? 0"
PAUSED = "document.querySelector('audio.answer-voice').paused"
SECONDS = 4_500  # the question and a breath


def say_to_file(text: str, path: Path) -> None:
    """A question as a microphone would hear it: a breath, the words, a breath."""
    voice = path.with_suffix(".voice.wav")
    subprocess.run(["espeak-ng", "-v", "en-us", "-s", "150", "-w", voice, text], check=True)
    pad = "adelay=500,apad=pad_dur=1"
    command = [
        "ffmpeg",
        "-loglevel",
        "error",
        "-y",
        "-i",
        str(voice),
        "-af",
        pad,
        "-ar",
        "48000",
        "-ac",
        "1",
        str(path),
    ]
    subprocess.run(command, check=True)


def silence(path: Path) -> None:
    with wave.open(str(path), "wb") as quiet:
        quiet.setparams((1, 2, 48_000, 0, "NONE", ""))
        quiet.writeframes(bytes(2 * 48_000 * 4))


def with_microphone(browser: Browser, sound: Path) -> Browser:
    heard = f"--use-file-for-fake-audio-capture={sound}%noloop"
    return browser.browser_type.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *FAKE, heard])


@pytest.fixture(scope="module")
def signed_in(house: House, browser: Browser):
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(15_000)
    sign_up(page, house, "farah@example.com")
    import_statement(page, house)
    yield context.storage_state()
    context.close()


@pytest.fixture
def speaking(browser: Browser, signed_in, house: House, tmp_path: Path) -> Iterator[Callable[[Path], Page]]:
    """Opens the box in a browser whose microphone plays a file."""
    opened: list[Browser] = []

    def open_box(sound: Path) -> Page:
        opened.append(with_microphone(browser, sound))
        page = opened[-1].new_context(storage_state=signed_in).new_page()
        page.set_default_timeout(15_000)
        page.goto(f"{house.url}/chat/")
        expect(page.locator("body")).to_have_attribute("data-live", "on")
        return page

    yield open_box
    for one in opened:
        one.close()


def speak(page: Page, milliseconds: int = SECONDS) -> None:
    page.locator("[data-mic]").click()
    expect(page.locator("[data-voice-said]")).to_have_text("Listening…")
    page.wait_for_timeout(milliseconds)
    page.get_by_role("button", name="Done").click()


def plays_on(page: Page) -> float:
    """How far the answer's sound is, once it has moved."""
    for _ in range(100):
        if (now := float(page.evaluate(PLAYED))) > 0.2:
            return now
        page.wait_for_timeout(100)
    raise AssertionError("the audio element does not play")


@pytest.mark.browser
@needs_voice
class TestSpeaking:
    def test_words_are_seen_edited_sent_and_the_answer_is_heard(self, speaking, tmp_path: Path):
        sound = tmp_path / "question.wav"
        say_to_file("How much did I spend on groceries", sound)
        page = speaking(sound)
        box = page.locator("textarea[data-ask]")

        speak(page)
        expect(box).to_have_value(re.compile(r"\w+ \w+"), timeout=60_000)
        heard = box.input_value().lower()
        assert {"much", "spend", "groceries"} & set(heard.split()), heard
        expect(box).to_be_focused()
        expect(page.locator(".message")).to_have_count(0)  # nothing is sent by itself

        box.fill(GROCERIES)
        box.press("Enter")
        finished(page)
        expect(last_answer(page)).to_contain_text("₹4,700.55")

        last_answer(page).get_by_role("button", name="Listen").click()
        first = plays_on(page)
        page.wait_for_timeout(600)
        assert float(page.evaluate(PLAYED)) > first
        last_answer(page).get_by_role("button", name="Stop reading aloud").click()
        assert page.evaluate(PAUSED) is True

    def test_an_answer_is_read_by_itself_where_one_asked_for_that(self, speaking, tmp_path: Path):
        sound = tmp_path / "question.wav"
        say_to_file("How much did I spend on groceries", sound)
        page = speaking(sound)
        page.get_by_role("button", name="Voice options").click()
        page.get_by_label("Read answers aloud by themselves after I spoke").check()
        page.keyboard.press("Escape")

        ask_typed = page.locator("textarea[data-ask]")
        speak(page)
        expect(ask_typed).to_have_value(re.compile(r"\w+ \w+"), timeout=60_000)
        ask_typed.fill(GROCERIES)
        ask_typed.press("Enter")
        finished(page)
        assert plays_on(page) > 0
        page.keyboard.press("Escape")
        assert page.evaluate(PAUSED) is True

        ask(page, "hello")
        finished(page)
        page.wait_for_timeout(500)
        expect(last_answer(page).locator("audio")).to_have_count(0)  # typed, so not read

    def test_the_key_holds_and_escape_throws_away(self, speaking, tmp_path: Path):
        sound = tmp_path / "question.wav"
        say_to_file("How much did I spend on groceries", sound)
        page = speaking(sound)

        page.keyboard.down("Alt")
        page.keyboard.down("v")
        expect(page.locator("[data-voice-said]")).to_have_text("Listening…")
        page.wait_for_timeout(700)
        page.keyboard.press("Escape")
        page.keyboard.up("v")
        page.keyboard.up("Alt")

        expect(page.locator("[data-listening]")).to_be_hidden()
        expect(page.locator("textarea[data-ask]")).to_have_value("")
        expect(page.locator("[data-mic]")).to_have_attribute("aria-pressed", "false")

    def test_silence_is_said_to_be_silence(self, speaking, tmp_path: Path):
        quiet = tmp_path / "quiet.wav"
        silence(quiet)
        page = speaking(quiet)
        speak(page, 1_500)
        expect(page.locator("#ask-problem")).to_contain_text("Nothing was heard", timeout=60_000)
        expect(page.locator("textarea[data-ask]")).to_have_value("")


@pytest.mark.browser
class TestWithoutAMicrophone:
    def test_says_what_to_do(self, house: House, signed_in, new_page: Callable[..., Page]):
        page = new_page(storage_state=signed_in)
        page.goto(f"{house.url}/chat/")
        page.locator("[data-mic]").click()
        expect(page.locator("#ask-problem")).to_contain_text(
            re.compile("does not let Lumen use the microphone|No microphone was found")
        )
        expect(page.locator("[data-listening]")).to_be_hidden()

    def test_the_browsers_own_recognition_is_off_until_one_agrees(
        self, house: House, signed_in, new_page: Callable[..., Page]
    ):
        page = new_page(storage_state=signed_in)
        page.goto(f"{house.url}/chat/")
        page.get_by_role("button", name="Voice options").click()
        agreed = page.get_by_label("Let my browser recognise what I say")
        expect(agreed).not_to_be_checked()
        expect(page.get_by_text("The sound then leaves this machine")).to_be_visible()
        agreed.check()
        page.reload()
        page.get_by_role("button", name="Voice options").click()
        expect(agreed).to_be_checked()
