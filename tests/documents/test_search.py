"""Finding passages by words and by meaning."""

import numpy as np
import pytest
from django.utils import timezone

from documents import services, terms
from documents.models import Chunk
from documents.search import look, search
from documents.vectors import query_vector
from tests.documents import factories

pytestmark = pytest.mark.django_db


def find(workspace, text, **options):
    return search(workspace=workspace, text=text, vector=query_vector(text), **options)


@pytest.fixture
def papers(workspace):
    return {
        name: factories.make_read(workspace, name)
        for name in (factories.RENT, factories.WARRANTY, factories.POLICY)
    }


class TestTerms:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Rs. 1,90,000.00", ["rs", "190000"]),
            ("invoice VHA/25-26/1180", ["invoic", "vha", "25", "26", "1180", "vha25261180"]),
            ("The tenant's notices", ["the", "tenant", "notic"]),
            ("Café", ["cafe"]),
            ("東京都", ["東京", "京都"]),
        ],
    )
    def test_are_stems_numbers_and_ids(self, text, expected):
        assert terms.words(text) == expected

    def test_of_a_question_leave_out_what_carries_no_meaning(self):
        assert terms.question_words("What does my agreement say about the notice?") == ["agreement", "notic"]

    def test_keep_a_question_of_stop_words_alone(self):
        assert terms.question_words("who is who") == ["who", "is"]

    def test_saturate(self):
        once = terms.document_side("deposit and nine other words that do not matter now")
        often = terms.document_side("deposit " * 8 + "and two")
        key = terms.term("deposit")

        assert once[key] < often[key] < terms.K1 + 1


class TestSearch:
    def test_finds_the_passage_with_its_page_and_places(self, workspace, papers):
        hit = find(workspace, "notice period of the rent agreement", k=3)[0]

        assert (hit.filename, hit.page) == (factories.RENT, 2)
        assert "two months' notice" in hit.text
        assert all(len(box) == 4 for box in hit.boxes)
        assert hit.boxes

    def test_honours_quoted_phrases_across_line_ends(self, workspace, papers):
        hits = find(workspace, '"five months\' rent"')

        assert [hit.page for hit in hits] == [2]

    def test_gives_nothing_for_a_phrase_that_stands_nowhere(self, workspace, papers):
        assert find(workspace, '"six elephants" rent') == []

    def test_puts_exact_ids_first(self, workspace, papers):
        assert find(workspace, "what is HG25J0048812 or rent deposit notice")[0].filename == (
            factories.WARRANTY
        )
        assert "VHA/25-26/1180" in find(workspace, "VHA/25-26/1180")[0].text

    def test_works_by_words_alone(self, workspace, papers):
        found = look(workspace=workspace, text="compressor warranty", vector=None)

        assert not found.by_meaning
        assert found.hits[0].filename == factories.WARRANTY
        assert found.hits[0].dense is None

    def test_stays_within_the_chosen_documents(self, workspace, papers):
        chosen = papers[factories.POLICY]

        hits = find(workspace, "notice", document_ids=[chosen.pk])

        assert {hit.document_id for hit in hits} == {chosen.pk}

    def test_never_looks_beyond_the_workspace(self, workspace, papers, otto):
        theirs = otto.workspaces.get()

        assert find(theirs, "notice period") == []
        assert find(theirs, "notice", document_ids=[papers[factories.RENT].pk]) == []

    def test_leaves_out_what_is_in_the_bin(self, workspace, papers, maria):
        services.delete(document=papers[factories.WARRANTY], actor=maria, now=timezone.now())

        assert factories.WARRANTY not in {hit.filename for hit in find(workspace, "compressor")}

    def test_survives_any_text(self, workspace, papers):
        for text in ("%_\\'\";--", "“”", "?" * 500, "नमस्ते दुनिया", "🙂"):
            find(workspace, text)

    def test_weighs_meaning_the_more_the_fewer_words_are_held(self, workspace, papers):
        wanted = Chunk.objects.filter(document=papers[factories.WARRANTY]).first()
        vector = np.asarray(wanted.embedding, dtype=np.float32)
        notice = find(workspace, "notice period of the rent agreement")[0]

        def first(text):
            return search(workspace=workspace, text=text, vector=vector)[0].chunk_id

        assert first("notice period of the rent agreement") == notice.chunk_id
        assert first("notice zyzzyva quokka numbat dugong") == wanted.pk

    def test_asks_the_database_the_same_few_times_for_few_and_many_results(
        self, workspace, papers, django_assert_num_queries
    ):
        for k in (1, 20):
            with django_assert_num_queries(5):
                find(workspace, "rent notice deposit", k=k)


class TestQueryVector:
    @pytest.fixture
    def web_process(self, settings, monkeypatch):
        from documents import vectors

        monkeypatch.setattr(vectors, "may_load_model", lambda: False)

    def test_comes_from_a_worker_and_is_kept(self, web_process, monkeypatch):
        from documents import vectors

        first = query_vector("notice period")
        monkeypatch.setattr(vectors, "_ask_worker", lambda text: pytest.fail("asked again"))

        assert first.shape == (384,)
        assert (query_vector("notice period") == first).all()

    def test_is_missing_when_no_worker_answers_and_is_not_asked_for_again_at_once(
        self, web_process, monkeypatch
    ):
        from documents import tasks, vectors

        asked = []

        def refuse(**options):
            asked.append(options)
            raise OSError("no broker")

        monkeypatch.setattr(tasks.embed_query, "apply_async", refuse)

        assert query_vector("one") is None
        assert query_vector("two") is None
        assert len(asked) == 1
        assert vectors.PAUSE_SECONDS <= 15
