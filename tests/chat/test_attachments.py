"""Papers given with a question: taken in, shown, waited for, asked about without words."""

import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from chat import attachments, services
from chat.models import Message
from documents.models import Document

pytestmark = pytest.mark.django_db
ATTACH, ATTACHED = "/documents/attach", "/documents/attached"


def a_pdf(*lines: str) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(595, 842), invariant=1)
    for number, line in enumerate(lines):
        canvas.drawString(72, 760 - 30 * number, line)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def a_picture(color: str = "white") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (60, 40), color).save(target, "PNG")
    return target.getvalue()


def given(client, name="letter.pdf", content: bytes | None = None):
    content = (
        a_pdf("Letter of the housing society", "Water is off on Monday.") if content is None else content
    )
    return client.post(ATTACH, {"papers": SimpleUploadedFile(name, content)})


@pytest.fixture
def letter(as_maria):
    return given(as_maria).json()["id"]


@pytest.fixture
def conversation(workspace, maria):
    return services.start_conversation(workspace=workspace, user=maria)


@pytest.fixture
def unread(letter) -> Document:
    Document.objects.filter(pk=letter).update(status="ocr", step="page 2 of 3")
    return Document.objects.get(pk=letter)


class TestAttaching:
    def test_takes_a_paper_in_at_once(self, as_maria, workspace):
        response = given(as_maria)

        document = Document.objects.get()
        told = response.json()
        assert response.status_code == 201
        assert (document.workspace, document.source) == (workspace, "chat")
        assert told["id"] == str(document.pk)
        assert (told["kind"], told["state"], told["is_new"]) == ("paper", "reading", True)
        assert told["url"] == f"/documents/{document.pk}/"
        assert told["thumbnail"] == ""

    def test_has_a_picture_once_it_is_read(self, as_maria, letter):
        (told,) = as_maria.get(ATTACHED, {"id": letter}).json()["papers"]
        assert (told["state"], told["said"]) == ("ready", "ready")
        assert told["thumbnail"] == f"/documents/{letter}/pages/1.jpg"

    def test_gives_the_paper_that_is_here_already(self, as_maria, letter):
        again = given(as_maria, "copy.pdf")

        assert again.status_code == 200
        assert (again.json()["id"], again.json()["is_new"]) == (letter, False)
        assert Document.objects.count() == 1

    def test_says_that_the_same_paper_lies_in_the_bin(self, as_maria, letter):
        Document.objects.update(deleted_at=timezone.now())
        again = given(as_maria)

        assert again.status_code == 409
        assert "bin" in again.json()["detail"]

    @pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\x03nothing known"])
    def test_refuses_what_it_cannot_read_in_a_sentence(self, as_maria, content):
        response = given(as_maria, "thing.xyz", content)

        assert response.status_code == 400
        assert "thing.xyz" in response.json()["detail"]
        assert not Document.objects.exists()

    def test_refuses_what_is_too_large_and_keeps_nothing(self, as_maria, settings):
        settings.DOCUMENT_MAX_BYTES = 100
        assert given(as_maria).status_code == 413
        assert not Document.objects.exists()

    def test_needs_a_file(self, as_maria):
        response = as_maria.post(ATTACH)
        assert response.status_code == 422
        assert response.json()["detail"] == "Choose at least one file."

    def test_is_for_those_who_may_change_papers(self, as_ben, as_vera, as_nobody):
        assert given(as_ben).status_code == 201
        assert given(as_vera, content=a_pdf("Another")).status_code == 403
        assert given(as_nobody).status_code == 302
        assert Document.objects.count() == 1

    def test_tells_how_far_papers_are_in_one_query(
        self, as_maria, letter, unread, django_assert_max_num_queries
    ):
        keys = [letter, *(str(uuid4()) for _ in range(20)), "nonsense"]
        with django_assert_max_num_queries(8):
            (told,) = as_maria.get(ATTACHED, {"id": keys}).json()["papers"]
        assert (told["state"], told["said"]) == ("reading", "reading: page 2 of 3")

    def test_tells_strangers_and_nobody_nothing(self, as_otto, as_vera, as_nobody, letter):
        assert as_otto.get(ATTACHED, {"id": letter}).json() == {"papers": []}
        assert len(as_vera.get(ATTACHED, {"id": letter}).json()["papers"]) == 1
        assert as_nobody.get(ATTACHED, {"id": letter}).status_code == 302


class TestTheBox:
    def test_offers_papers_to_those_who_may_add_them(self, as_maria, as_vera):
        assert "data-attach " in as_maria.get(reverse("chat:home")).content.decode()
        page = as_vera.get(reverse("chat:home")).content.decode()
        assert "data-attach " not in page
        assert "data-takes-papers" not in page
        assert "data-mic" in page

    def test_may_use_microphone_and_camera_on_our_pages_only(self, as_maria):
        response = as_maria.get(reverse("chat:home"))
        assert "microphone=(self), camera=(self)" in response["Permissions-Policy"]
        assert "media-src 'self' blob:" in response["Content-Security-Policy"]

    def test_keeps_the_papers_of_the_question_before(self, as_maria, conversation, letter):
        as_maria.post(reverse("chat:send", args=[conversation.pk]), {"text": "Who?", "document_ids": letter})
        page = as_maria.get(reverse("chat:conversation", args=[conversation.pk])).content.decode()
        assert f'data-id="{letter}" data-kept' in page
        assert f'name="document_ids" value="{letter}"' in page

    def test_shows_the_papers_again_when_a_question_was_refused(self, as_maria, letter):
        response = as_maria.post(reverse("chat:home"), {"text": "x" * 4_001, "document_ids": letter})
        assert response.status_code == 422
        assert f'data-id="{letter}"' in response.content.decode()


class TestAQuestionWithPapers:
    def ask(self, client, conversation, text, ids):
        data = {"text": text, "document_ids": ids}
        return client.post(reverse("chat:send", args=[conversation.pk]), data, headers={"HX-Request": "true"})

    def test_needs_no_words(self, as_maria, conversation, letter):
        self.ask(as_maria, conversation, "", letter)
        question = Message.objects.get(role="user")
        assert (question.text, question.documents) == ("What is this?", [letter])

    def test_without_papers_needs_words(self, as_maria, conversation):
        response = self.ask(as_maria, conversation, "  ", "")
        assert response.status_code == 422
        assert response.content.decode() == "Type a question first."
        assert not Message.objects.exists()

    def test_needs_no_words_from_programs_either(self, as_maria, letter):
        def asked(**given):
            return as_maria.post("/api/v1/chat/context", given, content_type="application/json")

        assert asked(message="").status_code == 400
        assert asked(message="", document_ids=[letter]).status_code == 200

    def test_shows_what_was_given_once(self, as_maria, conversation, letter):
        first = self.ask(as_maria, conversation, "What is it?", letter).content.decode()
        second = self.ask(as_maria, conversation, "When is water off?", letter).content.decode()

        assert f'href="/documents/{letter}/"' in first
        assert f"/documents/{letter}/pages/1.jpg" in first
        assert 'class="given"' not in second
        page = as_maria.get(reverse("chat:conversation", args=[conversation.pk])).content.decode()
        assert page.count('class="given"') == 1

    def test_shows_sound_and_film_with_a_player(self, as_maria, conversation, letter):
        for content_type, tag in (("audio/mpeg", "<audio controls"), ("video/mp4", "<video controls")):
            Document.objects.update(content_type=content_type)
            page = self.ask(as_maria, conversation, "What is said?", letter).content.decode()
            assert tag in page
            assert f'src="/documents/{letter}/' in page
            Message.objects.all().delete()

    def test_says_nothing_of_a_paper_that_is_gone(self, as_maria, conversation, letter):
        Document.objects.update(deleted_at=timezone.now())
        page = self.ask(as_maria, conversation, "What is it?", letter).content.decode()
        assert 'class="given"' not in page

    def test_leaves_out_the_papers_of_strangers(self, as_otto, otto, letter):
        as_otto.post(reverse("chat:home"), {"text": "What is it?", "document_ids": letter})
        mine = Message.objects.get(role="user").conversation
        assert (
            'class="given"' not in as_otto.get(reverse("chat:conversation", args=[mine.pk])).content.decode()
        )

    def test_costs_one_query_however_many_there_are(self, as_maria, conversation, letter):
        url = reverse("chat:conversation", args=[conversation.pk])
        self.ask(as_maria, conversation, "What is it?", letter)
        with CaptureQueriesContext(
            connection,
        ) as few:
            as_maria.get(url)
        for number in range(6):
            other = given(as_maria, f"{number}.png", a_picture(f"#{number}00{number}00")).json()["id"]
            self.ask(as_maria, conversation, "And this?", other)
        with CaptureQueriesContext(connection) as many:
            page = as_maria.get(url).content.decode()
        assert page.count('class="given"') == 7
        assert len(many) == len(few)

    def test_looks_again_while_they_are_being_read(self, as_maria, as_otto, as_nobody, conversation, unread):
        first = self.ask(as_maria, conversation, "What is it?", str(unread.pk)).content.decode()
        question = Message.objects.get(role="user")
        url = reverse("chat:papers", args=[question.pk])

        assert "live-document from:body" in first
        assert "reading: page 2 of 3" in as_maria.get(url).content.decode()
        Document.objects.update(status="ready", step="")
        assert "live-document" not in as_maria.get(url).content.decode()
        assert as_otto.get(url).status_code == 404
        assert as_nobody.get(url).status_code == 302


class TestWaitingForThem:
    def test_says_which_paper_the_answer_leaves_out(self, as_maria, conversation, unread):
        data = {"text": "What is it?", "document_ids": str(unread.pk)}
        as_maria.post(reverse("chat:send", args=[conversation.pk]), data)
        answer = Message.objects.get(role="assistant")
        assert answer.text.startswith(f"“{unread}” is still being read, so this leaves it out.")

    def test_says_once_that_one_could_not_be_read(self, as_maria, conversation, letter):
        Document.objects.update(status="failed", problem="The file is damaged.")
        for _ in range(2):
            data = {"text": "What is it?", "document_ids": letter}
            as_maria.post(reverse("chat:send", args=[conversation.pk]), data)
        first, second = Message.objects.filter(role="assistant").order_by("created_at")
        assert "could not be read: The file is damaged." in first.text
        assert "could not be read: The file is damaged." not in second.text

    def test_goes_on_as_soon_as_they_are_read(self, context, unread, monkeypatch):
        looks, told = [], []

        def read_meanwhile(seconds):
            looks.append(seconds)
            Document.objects.update(status="ready")

        monkeypatch.setattr(attachments.time, "sleep", read_meanwhile)
        notice = attachments.wait_until_read(
            context, [str(unread.pk)], known=[], tell=told.append, seconds=20
        )
        assert (notice, len(looks)) == ("", 1)
        assert told == [f"Reading “{unread}”…"]
