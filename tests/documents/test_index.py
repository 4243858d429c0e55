"""Versions of passages, the inverted index, filters within the search, and more like this."""

from io import StringIO

import numpy as np
import pytest
from django.core.management import call_command
from django.db import connection

from documents import indexing, reindexing, search
from documents.models import Chunk, Document, TermFrequency
from documents.similar import similar
from documents.vectors import query_vector
from tests.documents import factories

pytestmark = pytest.mark.django_db


def find(workspace, text, **options):
    return search.search(workspace=workspace, text=text, vector=query_vector(text), **options)


def command(*arguments):
    out = StringIO()
    call_command("reindex_documents", *arguments, stdout=out)
    return out.getvalue()


RENT = "rent.txt"
AGREEMENT = b"""Rent agreement

The tenant pays the rent of Rs 21,000 on the fifth of every month into the account of the owner.

Notice period: either side may end this rent agreement with two months' notice in writing.
"""


@pytest.fixture
def papers(workspace):
    return {
        RENT: factories.make_read(workspace, RENT, AGREEMENT),
        factories.WARRANTY: factories.make_read(workspace, factories.WARRANTY),
        factories.POLICY: factories.make_read(workspace, factories.POLICY),
    }


class TestPassagesOfADocument:
    def test_say_how_they_were_made(self, papers):
        made = set(Chunk.objects.values_list("embedder", "chunker"))

        assert made == {(indexing.embedder_name(), indexing.CHUNKER)}

    def test_note_the_language_of_the_document(self, papers):
        assert set(Document.objects.values_list("language", flat=True)) == {"en"}

    def test_are_counted_word_by_word(self, workspace, papers):
        chunks = list(Chunk.objects.filter(workspace=workspace))
        counted = dict(TermFrequency.objects.filter(workspace=workspace).values_list("term", "chunks"))

        assert counted[indexing.EVERY_CHUNK] == len(chunks)
        for key in chunks[0].terms.indices():
            assert counted[key] == sum(key in chunk.terms.indices() for chunk in chunks)


class TestReindexing:
    @pytest.fixture
    def outdated(self, papers):
        Chunk.objects.update(chunker="0.0", embedder="an-older-model")

    def test_makes_all_outdated_passages_anew(self, workspace, papers, outdated):
        before = Chunk.objects.count()

        assert "3 outdated" in command("--workspace", workspace.slug)

        assert Chunk.objects.count() == before
        assert set(Chunk.objects.values_list("chunker", flat=True)) == {indexing.CHUNKER}
        assert "0 outdated" in command()

    def test_only_counts_when_asked_to(self, outdated):
        assert command("--dry-run") == "3 outdated\n"
        assert set(Chunk.objects.values_list("chunker", flat=True)) == {"0.0"}

    def test_leaves_every_document_to_be_found_at_every_step(self, workspace, papers, outdated):
        seen = []
        for _ in reindexing.reindex():
            hits = find(workspace, "notice period of the rent agreement")
            seen.append(
                (hits[0].filename, len({(hit.document_id, hit.start, hit.page) for hit in hits}) == len(hits))
            )

        assert seen == [(RENT, True)] * 3

    def test_finds_by_words_what_an_older_model_embedded(self, workspace, papers, outdated):
        assert find(workspace, "compressor warranty")[0].filename == factories.WARRANTY

    def test_goes_on_after_an_interruption(self, papers, outdated):
        next(iter(reindexing.reindex()))

        assert indexing.outdated_documents().count() == 2
        assert len(list(reindexing.reindex())) == 2

    def test_keeps_the_old_passages_when_making_new_ones_breaks(
        self, workspace, papers, outdated, monkeypatch
    ):
        monkeypatch.setattr(indexing, "add_counts", lambda *_: pytest.fail("broke"))

        with pytest.raises(pytest.fail.Exception):
            list(reindexing.reindex())
        assert Chunk.objects.filter(chunker="0.0").count() == Chunk.objects.count() > 0

    def test_leaves_alone_what_changed_meanwhile(self, papers, outdated):
        rent = papers[RENT]
        Document.objects.filter(pk=rent.pk).update(version=2)

        assert not indexing.reindex_document(rent)
        assert Chunk.objects.filter(document=rent, chunker="0.0").exists()

    def test_touches_one_workspace_only_when_asked(self, workspace, papers, otto):
        theirs = factories.make_read(otto.workspaces.get(), factories.WARRANTY)
        Chunk.objects.update(chunker="0.0")

        command("--workspace", workspace.slug)

        assert list(indexing.outdated_documents()) == [theirs]

    def test_runs_by_itself_in_one_worker_at_a_time(self, papers, outdated):
        from django.core.cache import cache

        cache.add(reindexing.RUNNING, 1)
        assert reindexing.reindex_for_a_while() == 0
        cache.delete(reindexing.RUNNING)
        assert reindexing.reindex_for_a_while() == 3


class TestInvertedIndex:
    def test_finds_the_same_as_weighing_every_passage(self, workspace, papers, monkeypatch):
        for text in ("compressor warranty", "two months notice", "premium for 2026"):
            plain = [(hit.chunk_id, hit.bm25) for hit in find(workspace, text)]
            monkeypatch.setattr(search, "INVERTED_FROM", 0)
            assert [(hit.chunk_id, hit.bm25) for hit in find(workspace, text)] == plain
            monkeypatch.undo()

    def test_never_finds_what_another_workspace_holds(self, workspace, papers, otto, monkeypatch):
        monkeypatch.setattr(search, "INVERTED_FROM", 0)
        theirs = otto.workspaces.get()
        factories.make_document(theirs)

        assert find(theirs, "compressor warranty notice rent") == []


class TestNarrowedSearch:
    def test_takes_a_queryset_into_the_one_statement(self, workspace, papers, django_assert_num_queries):
        Document.objects.filter(pk=papers[factories.POLICY].pk).update(kind="contract", amount="120.50")
        narrow = Document.objects.filter(kind="contract", amount__gte=100, filename__icontains="policy")

        with django_assert_num_queries(5):
            hits = find(workspace, "notice", documents=narrow)
        assert {hit.filename for hit in hits} == {factories.POLICY}

    def test_finds_nothing_in_nothing(self, workspace, papers):
        assert find(workspace, "notice", documents=Document.objects.none()) == []

    def test_never_reaches_into_another_workspace(self, workspace, papers, otto):
        assert find(otto.workspaces.get(), "notice", documents=Document.objects.all()) == []


class TestStatement:
    def test_is_never_planned_once_for_all_questions(self, workspace, papers):
        for _ in range(8):
            find(workspace, "rent")

        assert connection.connection.prepare_threshold is None

    def test_keeps_vectors_plain_and_beside_their_row(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT attname, attstorage::text FROM pg_attribute "
                "WHERE attrelid = 'documents_chunk'::regclass AND attname IN ('embedding', 'signs', 'terms')"
            )
            assert dict(cursor.fetchall()) == {"embedding": "p", "signs": "p", "terms": "p"}


class TestSigns:
    def test_are_one_bit_of_each_dimension(self, papers):
        chunk = Chunk.objects.first()

        assert chunk.signs == "".join("1" if value > 0 else "0" for value in chunk.embedding)

    def test_lead_to_the_passage_that_means_the_same(self, workspace, papers, monkeypatch):
        monkeypatch.setattr(search, "LEAST_CANDIDATES", 2)
        for chunk in Chunk.objects.filter(workspace=workspace):
            vector = np.array(chunk.embedding, dtype=np.float32)
            hits = search.search(workspace=workspace, text="?", k=1, vector=vector)
            assert hits[0].dense == pytest.approx(1, abs=0.01)


class TestOtherLanguages:
    @pytest.mark.parametrize(
        ("name", "text", "question"),
        [
            (
                "miete.txt",
                "Die Kündigungsfrist der Wohnung beträgt drei Monate zum Monatsende.",
                "Kündigungsfristen",
            ),
            (
                "piso.txt",
                "El contrato de alquiler se renovó por dos años.",
                "¿Cuándo se renuevan los contratos?",
            ),
            ("dogovor.txt", "Договор аренды заключён на три года.", "На сколько лет заключен договор?"),
            ("kiraya.txt", "किराया हर महीने की पहली तारीख को दिया जाता है।", "किराये की तारीख क्या है?"),
            ("aqd.txt", "يبدأ عقد الإيجار في أول أيلول ومدته سنتان.", "متى يبدأ العقد؟"),
            ("hetong.txt", "租赁合同的期限为三年，押金是两个月租金。", "押金是多少？"),
        ],
    )
    def test_are_found_by_their_own_words(self, workspace, papers, name, text, question):
        factories.make_read(workspace, name, (text + "\n").encode() * 3)

        assert find(workspace, question)[0].filename == name


class TestSimilar:
    def test_names_the_papers_most_alike_and_never_itself(self, workspace, papers):
        rent = factories.make_read(
            workspace, "second.txt", b"Rent agreement. The tenant gives two months' notice."
        )

        alike = similar(rent)

        assert alike[0].document == papers[RENT]
        assert rent not in {one.document for one in alike}
        assert len({one.document for one in alike}) == len(alike)

    def test_stays_in_the_workspace(self, papers, otto):
        theirs = factories.make_read(otto.workspaces.get(), RENT, AGREEMENT)

        assert similar(theirs) == []

    def test_has_nothing_for_a_paper_without_passages(self, workspace):
        assert similar(factories.make_document(workspace)) == []
