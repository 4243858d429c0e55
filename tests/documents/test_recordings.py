"""Sound and film as papers: what they are, reading them, their page, their seconds in search and answers."""

import json
import threading
import time
from pathlib import Path

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from documents import answers, indexing, processing, recordings, services
from documents.models import Document, Page
from documents.pipeline import sniff
from documents.search import search
from documents.services.errors import RefusedUploadError
from documents.vectors import query_vector
from lumen.ai.speech import hearing
from lumen.ai.speech.base import Heard, Segment
from tests import films
from tests.documents import factories

pytestmark = [pytest.mark.django_db, films.needs_ffmpeg]
_kept: dict[str, bytes] = {}


def a_film(folder: Path) -> bytes:
    """Three shots: a bill, a square on its way, a colour; nobody speaks."""
    if "film" not in _kept:
        path = folder / "clip.mp4"
        scenes = [
            (films.words("Electricity bill\nTotal 84.20 EUR"), 30),
            (films.square(speed=15), 30),
            (films.colour(160, 40, 40), 20),
        ]
        films.film(path, scenes, size=(640, 360))
        _kept["film"] = path.read_bytes()
    return _kept["film"]


def a_read_recording(workspace, *, name: str = "meeting.mp4", film: bool = True) -> Document:
    """A recording as reading leaves it, without playing anything."""
    document = factories.make_document(
        workspace,
        b"\x00\x00\x00\x18ftypisom" + name.encode() + b"\x00" * 8_192 + b"\x00\x00\x00\x00vide",
        name,
        content_type="video/mp4" if film else "audio/mp4",
        duration_ms=95_000,
        page_count=2,
    )
    said = [
        "The boiler was repaired on the ninth of March.",
        "The plumber asks for two hundred and forty euros.",
    ]
    for number, (words, start) in enumerate(zip(said, (2_000, 62_000), strict=True), start=1):
        blocks = [{"start": 0, "end": len(words), "kind": "speech", "ms": start, "end_ms": start + 3_000}]
        seen = {"shots": [[start - 2_000, start + 30_000]], "motion": 0.01} if film else {}
        Page.objects.create(
            document=document,
            number=number,
            text=words,
            blocks=blocks,
            origin="speech",
            starts_ms=start - 2_000,
            ends_ms=start + 30_000,
            seen=seen,
        )
    indexing.index_document(document, on_progress=lambda done, total: None)
    Document.objects.filter(pk=document.pk).update(status="ready")
    document.refresh_from_db()
    return document


class TestSniffing:
    @pytest.mark.parametrize(
        ("ending", "kind"),
        [
            (".wav", sniff.EXTENSIONS[".wav"]),
            (".mp3", "audio/mpeg"),
            (".m4a", "audio/mp4"),
            (".aac", "audio/aac"),
            (".ogg", "audio/ogg"),
            (".opus", "audio/ogg"),
            (".flac", "audio/flac"),
        ],
    )
    def test_knows_sound_whatever_it_is_called(self, tmp_path, ending, kind):
        content = films.tone(tmp_path / f"a{ending}", seconds=0.5).read_bytes()

        assert sniff.sniff(content, "nothing.txt") == kind

    @pytest.mark.parametrize(
        ("ending", "kind"),
        [
            (".mp4", "video/mp4"),
            (".mov", "video/quicktime"),
            (".avi", "video/x-msvideo"),
            (".webm", "video/webm"),
            (".mkv", "video/x-matroska"),
        ],
    )
    def test_knows_films_whatever_they_are_called(self, tmp_path, ending, kind):
        films.film(tmp_path / f"a{ending}", [(films.colour(9, 9, 90), 5)], size=(64, 48))

        assert sniff.sniff((tmp_path / f"a{ending}").read_bytes(), "nothing.pdf") == kind

    def test_tells_sound_in_a_film_container_from_film(self, tmp_path):
        content = films.tone(tmp_path / "a.webm", seconds=0.5).read_bytes()

        assert sniff.sniff(content, "voice.webm") == "audio/webm"

    def test_refuses_recordings_that_are_too_large(self, workspace, settings, tmp_path):
        settings.RECORDING_MAX_BYTES = settings.DOCUMENT_MAX_BYTES = 2_000
        content = films.tone(tmp_path / "a.wav", seconds=1).read_bytes()

        with pytest.raises(RefusedUploadError):
            services.store_upload(
                workspace=workspace, actor=None, file=factories.upload(content, "a.wav"), name="a.wav"
            )
        assert not Document.objects.exists()


class TestReadingAFilm:
    def test_leaves_a_page_for_each_shot(self, workspace, tmp_path):
        document = factories.make_document(workspace, a_film(tmp_path), "clip.mp4")

        processing.process(document_id=str(document.pk))

        document.refresh_from_db()
        pages = list(document.pages.all())
        assert (document.status, document.duration_ms, document.page_count) == ("ready", 3_200, 3)
        assert [(page.starts_ms, page.ends_ms) for page in pages] == [
            (0, 1_200),
            (1_200, 2_400),
            (2_400, 3_200),
        ]
        assert "Electricity bill" in pages[0].text
        assert pages[0].blocks[0]["kind"] == "screen"
        assert pages[1].text == ""
        assert len(pages[1].seen["tracks"]) == 1
        assert pages[2].seen["colours"]
        assert all(page.picture for page in pages)

    def test_keeps_its_pictures_only_as_long_as_its_pages(
        self, workspace, tmp_path, django_capture_on_commit_callbacks
    ):
        document = factories.make_document(workspace, a_film(tmp_path), "clip.mp4")
        processing.process(document_id=str(document.pk))
        picture = document.pages.first().picture
        assert picture.storage.exists(picture.name)

        with django_capture_on_commit_callbacks(execute=True):
            services.delete(document=document, actor=None, now=timezone.now())
            services.delete_for_good(document=document, actor=None)

        assert not picture.storage.exists(picture.name)

    def test_fails_with_a_sentence_when_it_is_too_long(self, workspace, tmp_path):
        films.film(tmp_path / "long.mp4", [(films.colour(9, 9, 9), 40)], rate="1/181", size=(64, 48))
        document = factories.make_document(workspace, (tmp_path / "long.mp4").read_bytes(), "long.mp4")

        processing.process(document_id=str(document.pk))

        document.refresh_from_db()
        assert (document.status, document.problem_code) == ("failed", "too_long")
        assert "up to 60" in document.problem
        assert not document.pages.exists()

    def test_fails_with_a_sentence_when_its_header_is_forged(self, workspace):
        document = factories.make_document(
            workspace, b"RIFF\xff\xff\xff\xffWAVEfmt " + b"\xff" * 900, "a.wav"
        )

        processing.process(document_id=str(document.pk))

        document.refresh_from_db()
        assert document.status == "failed"
        assert document.problem.endswith("again.")


class TestReadingSound:
    def test_without_words_is_ready_and_can_be_played(self, workspace, tmp_path):
        content = films.tone(tmp_path / "a.mp3", seconds=2).read_bytes()
        document = factories.make_document(workspace, content, "hum.mp3")

        processing.process(document_id=str(document.pk))

        document.refresh_from_db()
        assert document.is_readable
        assert abs(document.duration_ms - 2_000) < 100
        assert document.pages.count() == 1

    @films.needs_voice
    def test_writes_down_what_is_said_with_its_second(self, workspace, tmp_path):
        content = films.voice(tmp_path / "a.wav", "how much did I spend on groceries last month").read_bytes()
        document = factories.make_document(workspace, content, "note.wav")

        processing.process(document_id=str(document.pk))

        document.refresh_from_db()
        page = document.pages.get()
        assert document.status == "ready"
        assert page.origin == "speech"
        assert "how much did" in page.text.lower()
        assert page.blocks[0]["ms"] < 1_500

    def test_is_cut_at_pauses(self, workspace, tmp_path, monkeypatch):
        said = tuple(
            Segment(start_ms=at, end_ms=at + 8_000, text=f"sentence number {at // 9_000}", confidence=0.9)
            for at in range(0, 180_000, 9_000)
        )
        heard = Heard(segments=said, recogniser="fake", seconds=181.0, took_seconds=0.1)
        monkeypatch.setattr(hearing, "hear", lambda path, **known: heard)
        content = films.tone(tmp_path / "a.mp3", seconds=181).read_bytes()
        document = factories.make_document(workspace, content, "talk.mp3")

        processing.process(document_id=str(document.pk))

        pages = list(document.pages.all())
        assert [page.starts_ms for page in pages] == [0, 45_000, 90_000, 135_000]
        assert pages[-1].ends_ms == Document.objects.get().duration_ms
        assert pages[1].text.startswith("sentence number 5")


class TestStopping:
    @pytest.mark.django_db(transaction=True)
    def test_ends_the_reading_and_its_programs_within_a_second(self, workspace, tmp_path):
        films.film(tmp_path / "long.mp4", [(films.texture(1, speed=1), 900)], size=(640, 360))
        document = factories.make_document(workspace, (tmp_path / "long.mp4").read_bytes(), "long.mp4")
        ended: list[float] = []

        def read() -> None:
            processing.process(document_id=str(document.pk))
            ended.append(time.monotonic())
            connections.close_all()

        reader = threading.Thread(target=read)
        reader.start()
        until = time.monotonic() + 30
        while time.monotonic() < until and not Document.objects.get().step.startswith("watching"):
            time.sleep(0.05)
        began = time.monotonic()
        services.cancel(document=Document.objects.get(), actor=None)
        reader.join(timeout=10)

        assert ended[0] - began < 1.0
        assert not _players(document)


def _players(document: Document) -> list[str]:
    """Command lines of programs that still play it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if "lumen.ai.video.child" in line and str(document.pk) in line:
            found.append(line)
    return found


class TestPage:
    def test_plays_and_shows_the_transcript_with_its_seconds(self, as_maria, workspace):
        document = a_read_recording(workspace)

        html = as_maria.get(reverse("documents:detail", args=[document.pk])).content.decode()

        assert "<video" in html
        assert 'data-ms="62000"' in html
        assert "The plumber asks" in html

    def test_begins_where_the_citation_stands(self, as_maria, workspace):
        document = a_read_recording(workspace)

        address = reverse("documents:detail", args=[document.pk]) + "?page=2&start=0&end=10"
        html = as_maria.get(address).content.decode()

        assert 'data-at="62.000"' in html
        assert 'id="passage"' in html

    def test_begins_at_the_second_of_the_address(self, as_maria, workspace):
        document = a_read_recording(workspace, film=False)

        html = as_maria.get(reverse("documents:detail", args=[document.pk]) + "?t=42").content.decode()

        assert "<audio" in html
        assert 'data-at="42.000"' in html

    def test_takes_as_many_queries_for_many_shots(self, as_maria, workspace, django_assert_max_num_queries):
        document = a_read_recording(workspace)
        for number in range(3, 60):
            Page.objects.create(document=document, number=number, text="", starts_ms=0, ends_ms=1)

        with django_assert_max_num_queries(40):
            as_maria.get(reverse("documents:detail", args=[document.pk]))

    @pytest.mark.parametrize(
        ("ending", "part"),
        [
            ("txt", "1:02\tThe plumber asks"),
            ("srt", "00:01:02,000 --> 00:01:05,000\nThe plumber"),
            ("vtt", "WEBVTT\n\n00:00:02.000 --> 00:00:05.000\nThe boiler"),
        ],
    )
    def test_saves_the_transcript(self, as_maria, workspace, ending, part):
        document = a_read_recording(workspace)

        response = as_maria.get(reverse("documents:transcript", args=[document.pk, ending]))

        assert part in response.content.decode()
        assert f'filename="meeting.{ending}"' in response.headers["Content-Disposition"]

    def test_is_not_found_by_a_stranger(self, as_otto, workspace):
        document = a_read_recording(workspace)

        for name, more in (("detail", []), ("transcript", ["txt"]), ("file", [])):
            assert as_otto.get(reverse(f"documents:{name}", args=[document.pk, *more])).status_code == 404

    def test_of_a_paper_has_no_transcript(self, as_maria, workspace):
        document = factories.make_document(workspace)

        assert as_maria.get(reverse("documents:transcript", args=[document.pk, "txt"])).status_code == 404


class TestParts:
    @pytest.mark.parametrize(
        ("header", "start", "stop"), [("bytes=0-3", 0, 4), ("bytes=8-11", 8, 12), ("bytes=-2", 20, 22)]
    )
    def test_of_a_file_are_sent_alone(self, as_maria, workspace, header, start, stop):
        content = b"The gate code is 4711."
        document = factories.make_document(workspace, content)

        response = as_maria.get(reverse("documents:file", args=[document.pk]), headers={"Range": header})

        assert (response.status_code, response.content) == (206, content[start:stop])
        assert response.headers["Content-Range"] == f"bytes {start}-{stop - 1}/22"

    def test_beyond_the_end_are_refused(self, as_maria, workspace):
        document = factories.make_document(workspace)

        response = as_maria.get(
            reverse("documents:file", args=[document.pk]), headers={"Range": "bytes=5000-6000"}
        )

        assert (response.status_code, response.headers["Content-Range"]) == (416, "bytes */22")

    def test_are_not_asked_for_by_nonsense(self, as_maria, workspace):
        document = factories.make_document(workspace)

        response = as_maria.get(reverse("documents:file", args=[document.pk]), headers={"Range": "lines=1-2"})

        assert response.status_code == 200
        assert response.headers["Accept-Ranges"] == "bytes"


class TestFinding:
    def test_tells_the_second(self, workspace):
        a_read_recording(workspace)

        hits = search(
            workspace=workspace, text="what does the plumber ask", k=3, vector=query_vector("plumber")
        )

        assert (hits[0].filename, hits[0].at_ms) == ("meeting.mp4", 62_000)

    def test_answers_cite_the_second(self, workspace):
        document = a_read_recording(workspace)

        answer = answers.answer_question(
            workspace=workspace,
            text="When was the boiler repaired?",
            now=timezone.now(),
            document_ids=[document.pk],
        )

        assert answer.status == "ok"
        assert "meeting.mp4, 0:02" in answer.text.replace("meeting, 0:02", "meeting.mp4, 0:02")
        assert answer.citations[0].at_ms == 2_000


class TestApi:
    def test_tells_the_timeline(self, as_maria, workspace):
        document = a_read_recording(workspace)

        told = json.loads(as_maria.get(f"/api/v1/documents/{document.pk}/timeline").content)

        assert told["duration_ms"] == 95_000
        assert [(shot["starts_ms"], shot["ends_ms"]) for shot in told["shots"]] == [
            (0, 32_000),
            (60_000, 92_000),
        ]
        assert told["shots"][0]["text"] == "The boiler was repaired on the ninth of March."
        assert told["lines"][1] == {
            "at_ms": 62_000,
            "text": "The plumber asks for two hundred and forty euros.",
            "is_screen": False,
            "page": 2,
        }

    def test_tells_the_duration(self, as_maria, workspace):
        document = a_read_recording(workspace)

        told = json.loads(as_maria.get(f"/api/v1/documents/{document.pk}").content)

        assert told["duration_ms"] == 95_000

    def test_knows_no_timeline_of_a_paper_or_of_strangers(self, as_maria, as_otto, workspace):
        paper, film = factories.make_document(workspace), a_read_recording(workspace)

        assert as_maria.get(f"/api/v1/documents/{paper.pk}/timeline").status_code == 404
        assert as_otto.get(f"/api/v1/documents/{film.pk}/timeline").status_code == 404


class TestCaptions:
    def test_never_overlap(self, workspace):
        document = a_read_recording(workspace)
        page = document.pages.get(number=2)
        page.blocks = [
            {"start": 0, "end": 4, "ms": 1_000, "end_ms": 9_000},
            {"start": 4, "end": 9, "ms": 2_500, "end_ms": 2_600},
        ]
        page.save()

        lines = [line for line in recordings.as_vtt(document).splitlines() if "-->" in line]

        assert lines == [
            "00:00:01.000 --> 00:00:02.000",
            "00:00:02.000 --> 00:00:02.500",
            "00:00:02.500 --> 00:00:03.200",
        ]
