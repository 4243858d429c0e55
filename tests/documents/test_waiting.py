"""Papers of a question, waited for until they are read."""

import pytest

from documents import waiting
from documents.models import Document
from tests.documents.factories import make_ready

pytestmark = pytest.mark.django_db


def read(workspace, *ids):
    return waiting.read_papers(
        workspace=workspace, document_ids=ids, should_stop=lambda: False, tell=lambda words: None
    )


@pytest.fixture
def letter(workspace):
    return make_ready(workspace, "The gate is open.", understood_by="rules")


class TestPapersOfAQuestion:
    def test_are_found_however_their_ids_are_written(self, workspace, letter):
        for said in (str(letter.pk), letter.pk.hex, str(letter.pk).upper(), f"{{{letter.pk}}}"):
            assert read(workspace, said) == [letter]

    def test_come_once_each_in_the_order_given(self, workspace, letter):
        second = make_ready(workspace, "It is shut.", "second.txt", understood_by="rules")
        assert read(workspace, str(second.pk), str(letter.pk), second.pk.hex) == [second, letter]

    @pytest.mark.parametrize("ids", [(), ("nonsense",), ("00000000-0000-0000-0000-000000000000",)])
    def test_that_are_not_there_say_so(self, workspace, letter, ids):
        with pytest.raises(waiting.NothingGivenError, match="may have been deleted"):
            read(workspace, *ids)

    def test_are_no_strangers(self, workspace, letter, otto):
        with pytest.raises(waiting.NothingGivenError):
            read(otto.memberships.get().workspace, str(letter.pk))

    def test_that_are_still_read_are_not_waited_for_without_end(self, workspace, letter):
        Document.objects.filter(pk=letter.pk).update(status=Document.Status.QUEUED)
        told = []
        with pytest.raises(waiting.StillReadingError):
            waiting.read_papers(
                workspace=workspace,
                document_ids=[str(letter.pk)],
                should_stop=lambda: False,
                tell=told.append,
                longest_seconds=0.2,
            )
        assert len(told) == 1
