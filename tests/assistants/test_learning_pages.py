"""Topics, suggestions and imports as members, viewers, strangers and nobody meet them."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assistants.models import LearnedPattern, LearningSource, Phase, Suggestion, Topic
from assistants.services import imports
from tests.assistants import making
from tests.assistants.making import NOW

pytestmark = pytest.mark.django_db
ROWS = [
    {"customer": f"Where is order 7712{n}?", "reply": "Hi Tom, it left us.", "label": "orders"}
    for n in range(6)
]


def upload(content=None, name="old.jsonl"):
    text = "\n".join(json.dumps(row) for row in ROWS) if content is None else content
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


@pytest.fixture
def topic(assistant):
    topic = making.make_topic(assistant)
    making.make_pattern(topic, "Where is my parcel?", "It left us.")
    return topic


@pytest.fixture
def suggestion(topic):
    return Suggestion.objects.create(
        assistant=topic.assistant, topic=topic, kind="reply", title="Where is it?", text="It left us.",
        count=7, key="k", examples=["where"],
    )  # fmt: skip


@pytest.fixture
def source(assistant, maria):
    return imports.upload(assistant=assistant, actor=maria, file=upload())


@pytest.fixture
def pages(assistant, topic, suggestion, source):
    slug = assistant.slug
    return [
        reverse("assistants:topics", args=[slug]),
        reverse("assistants:topic", args=[slug, topic.pk]),
        reverse("assistants:suggestions", args=[slug]),
        reverse("assistants:learning", args=[slug]),
        reverse("assistants:source", args=[slug, source.pk]),
    ]


@pytest.fixture
def writes(assistant, topic, suggestion, source):
    slug, pattern = assistant.slug, topic.patterns.get()
    return {
        "owner": [
            (reverse("assistants:topic-change", args=[slug, topic.pk]), {"name": "Stolen"}),
            (reverse("assistants:topic-phase", args=[slug, topic.pk]), {"phase": "observe"}),
            (reverse("assistants:topic-delete", args=[slug, topic.pk]), {}),
            (reverse("assistants:topic-merge", args=[slug]), {"into": str(topic.pk)}),
            (reverse("assistants:assistant-phase", args=[slug]), {"phase": "observe"}),
        ],
        "member": [
            (reverse("assistants:topic-new", args=[slug]), {"name": "Stolen"}),
            (reverse("assistants:pattern-new", args=[slug, topic.pk]), {"question": "Stolen"}),
            (reverse("assistants:pattern", args=[slug, topic.pk, pattern.pk]), {"action": "remove"}),
            (reverse("assistants:suggestion-decide", args=[slug, suggestion.pk]), {"action": "approve"}),
            (reverse("assistants:source-upload", args=[slug]), {}),
            (reverse("assistants:source-act", args=[slug, source.pk]), {"action": "undo"}),
        ],
    }


class TestThePages:
    def test_are_for_every_member(self, pages, as_maria, as_ben, as_vera):
        for url in pages:
            for client in (as_maria, as_ben, as_vera):
                assert client.get(url).status_code == 200, url

    def test_are_not_there_for_strangers(self, pages, writes, as_otto):
        for url in pages:
            assert as_otto.get(url).status_code == 404, url
        for url, fields in writes["member"]:
            assert as_otto.post(url, fields).status_code == 404, url

    def test_ask_nobody_to_sign_in(self, pages, as_nobody):
        for url in pages:
            assert as_nobody.get(url).status_code == 302, url

    def test_let_viewers_change_nothing(self, writes, as_vera):
        for url, fields in [*writes["owner"], *writes["member"]]:
            assert as_vera.post(url, fields).status_code == 403, url
        assert Topic.objects.get().name == "Parcel"
        assert LearnedPattern.objects.count() == 1

    def test_let_members_leave_phases_and_switches_alone(self, writes, as_ben):
        for url, fields in writes["owner"]:
            assert as_ben.post(url, fields).status_code == 403, url
        assert Topic.objects.get().phase == Phase.SUPERVISED

    @pytest.mark.parametrize("name", ["topics", "suggestions", "learning"])
    def test_need_the_same_number_of_queries(self, name, assistant, as_maria):
        url = reverse(f"assistants:{name}", args=[assistant.slug])

        def fill(first, last):
            for n in range(first, last):
                topic = making.make_topic(assistant, f"topic_{n}")
                Suggestion.objects.create(
                    assistant=assistant, topic=topic, kind="reply", title="x", key=str(n)
                )
                LearningSource.objects.create(
                    assistant=assistant, name=f"file {n}", format="csv", state="done"
                )
                assistant.phase_changes.create(topic=topic, before="observe", after="recognise")

        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        fill(0, 3)
        as_maria.get(url)
        with CaptureQueriesContext(connection) as few:
            as_maria.get(url)
        fill(3, 23)
        with CaptureQueriesContext(connection) as many:
            as_maria.get(url)
        assert len(many) == len(few)


class TestTheSwitchesOfATopic:
    def test_are_the_owners(self, topic, as_maria):
        url = reverse("assistants:topic-change", args=[topic.assistant.slug, topic.pk])

        as_maria.post(
            url, {"name": "Parcels", "handling": "person", "may_read_money": "on", "is_active": "on"}
        )

        topic.refresh_from_db()
        assert (topic.name, topic.handling, topic.may_automate, topic.may_read_money) == (
            "Parcels", "person", False, True,
        )  # fmt: skip

    def test_never_reach_answering_by_hand(self, topic, as_maria):
        url = reverse("assistants:topic-phase", args=[topic.assistant.slug, topic.pk])

        response = as_maria.post(url, {"phase": "automated"}, follow=True)

        topic.refresh_from_db()
        assert topic.phase == Phase.SUPERVISED
        assert "are needed" in response.content.decode()

    def test_can_be_joined_and_keep_the_lower_phase(self, topic, as_maria):
        Topic.objects.filter(pk=topic.pk).update(origin=Topic.Origin.HISTORY)
        other = making.make_topic(topic.assistant, "parcels", phase=Phase.RECOGNISE)
        making.make_pattern(other, "parcel?")

        url = reverse("assistants:topic-merge", args=[topic.assistant.slug])
        as_maria.post(url, {"topic": [str(other.pk), str(topic.pk)], "into": str(topic.pk)})

        joined = Topic.objects.get()
        assert (joined.pk, joined.phase, joined.patterns.count()) == (topic.pk, Phase.RECOGNISE, 2)


class TestTeachingByHand:
    def test_makes_a_reply_that_may_be_sent(self, topic, as_ben, ben):
        url = reverse("assistants:pattern-new", args=[topic.assistant.slug, topic.pk])

        as_ben.post(url, {"question": "Has it left?", "reply": "Yes, {name}."})

        made = LearnedPattern.objects.get(question="Has it left?")
        assert (made.reply, made.approved_by, made.question_vector is None) == ("Yes, {name}.", ben, False)

    def test_without_a_question_is_refused_and_saves_nothing(self, topic, as_ben):
        url = reverse("assistants:pattern-new", args=[topic.assistant.slug, topic.pk])

        response = as_ben.post(url, {"question": " ", "reply": "Yes."})

        assert response.status_code == 422
        assert LearnedPattern.objects.count() == 1


class TestACard:
    def test_answers_itself_decided(self, suggestion, as_ben):
        url = reverse("assistants:suggestion-decide", args=[suggestion.assistant.slug, suggestion.pk])

        response = as_ben.post(
            url, {"action": "approve", "text": "It left us."}, headers={"HX-Request": "true"}
        )

        suggestion.refresh_from_db()
        assert suggestion.state == "approved"
        assert "Undo" in response.content.decode()

    def test_in_other_words_is_an_edit(self, suggestion, as_ben):
        url = reverse("assistants:suggestion-decide", args=[suggestion.assistant.slug, suggestion.pk])

        as_ben.post(url, {"action": "approve", "text": "It is on its way."})

        suggestion.refresh_from_db()
        assert (suggestion.state, suggestion.approved_text) == ("edited", "It is on its way.")

    def test_that_somebody_decided_says_so(self, suggestion, as_ben, maria):
        Suggestion.objects.filter(pk=suggestion.pk).update(
            state="dismissed", decided_by=maria, decided_at=NOW
        )
        url = reverse("assistants:suggestion-decide", args=[suggestion.assistant.slug, suggestion.pk])

        response = as_ben.post(url, {"action": "approve"}, headers={"HX-Request": "true"})

        assert response.status_code == 422
        assert "Maria" in response.content.decode()

    def test_shows_foreign_words_as_words(self, suggestion, as_ben):
        Suggestion.objects.filter(pk=suggestion.pk).update(title="<script>alert(1)</script>")

        page = as_ben.get(reverse("assistants:suggestions", args=[suggestion.assistant.slug]))

        assert "<script>alert(1)" not in page.content.decode()


class TestAnImport:
    def test_is_looked_at_before_anything_is_learnt(self, source, as_maria):
        page = as_maria.get(reverse("assistants:source", args=[source.assistant.slug, source.pk]))

        said = page.content.decode()
        assert "Where is order {order}?" in said
        assert "Hi {name}, it left us." in said
        assert not LearnedPattern.objects.exists()

    def test_is_learnt_and_undone(self, source, as_maria):
        url = reverse("assistants:source-act", args=[source.assistant.slug, source.pk])
        storage, name = source.file.storage, source.file.name

        as_maria.post(url, {"action": "learn"})

        source.refresh_from_db()
        assert (source.state, source.rows, source.learnt, source.file.name) == ("done", 6, 6, "")
        assert not storage.exists(name)
        assert LearnedPattern.objects.filter(source=source).count() == 6

        as_maria.post(url, {"action": "undo"})

        assert not LearnedPattern.objects.exists()
        assert not LearningSource.objects.exists()

    def test_that_cannot_be_read_keeps_nothing(self, assistant, maria, as_maria):
        bad = imports.upload(assistant=assistant, actor=maria, file=upload("nonsense\n{", "x.jsonl"))

        as_maria.post(reverse("assistants:source-act", args=[assistant.slug, bad.pk]), {"action": "learn"})

        bad.refresh_from_db()
        assert bad.state == "failed"
        assert "Nothing" in bad.problem
        assert not LearnedPattern.objects.exists()

    def test_of_another_kind_is_refused(self, assistant, as_maria):
        url = reverse("assistants:source-upload", args=[assistant.slug])

        response = as_maria.post(url, {"file": upload(b"MZ\x90\x00", "virus.exe")})

        assert response.status_code == 422
        assert not LearningSource.objects.exists()

    def test_can_be_thrown_away_unread(self, source, as_maria):
        as_maria.post(
            reverse("assistants:source-act", args=[source.assistant.slug, source.pk]), {"action": "discard"}
        )

        assert not LearningSource.objects.exists()

    def test_whose_worker_is_gone_says_so(self, source):
        LearningSource.objects.filter(pk=source.pk).update(state="running", updated_at=NOW)

        imports.fail_stuck(now=NOW + imports.STUCK_AFTER * 2)

        source.refresh_from_db()
        assert source.state == "failed"


class TestSuggestionsOverRest:
    def test_are_listed_and_decided(self, suggestion, as_ben):
        listed = as_ben.get("/api/v1/suggestions").json()["results"]
        assert [(one["title"], one["count"]) for one in listed] == [("Where is it?", 7)]

        answer = as_ben.post(
            f"/api/v1/suggestions/{suggestion.pk}/edit", {"text": "Soon."}, content_type="application/json"
        )

        assert answer.status_code == 200
        assert (answer.json()["state"], answer.json()["approved_text"]) == ("edited", "Soon.")
        assert as_ben.post(f"/api/v1/suggestions/{suggestion.pk}/dismiss").status_code == 409

    def test_are_not_there_for_strangers(self, suggestion, as_otto):
        assert as_otto.get("/api/v1/suggestions").json()["results"] == []
        assert as_otto.post(f"/api/v1/suggestions/{suggestion.pk}/approve").status_code == 404

    def test_are_not_changed_by_viewers_or_nobody(self, suggestion, as_vera, as_nobody):
        assert as_vera.post(f"/api/v1/suggestions/{suggestion.pk}/approve").status_code == 403
        assert as_nobody.get("/api/v1/suggestions").status_code in (401, 403)
        suggestion.refresh_from_db()
        assert suggestion.state == "open"
