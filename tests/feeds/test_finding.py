"""Which entries words find, and that the index is what finds them."""

import pytest
from django.db import connection

from lumen.feeds.models import Entry
from tests.feeds.factories import make_entry, make_feed

pytestmark = pytest.mark.django_db


def finds(workspace, title, words):
    entry = make_entry(make_feed(workspace), title=title, summary="")
    return Entry.objects.holding(words).filter(pk=entry.pk).exists()


class TestWords:
    @pytest.mark.parametrize(
        ("title", "words"),
        [
            ("Rainy days ahead", "rain"),
            ("RAIN in Pune", "pune RAIN"),
            ("New X-rays for all", "x-ray"),
            ("Covid-19 and G20", "covid-19 g20"),
            ("AT&T says yes", "AT&T"),
            ("India/Pakistan talks", "pakistan"),
            ("Read it at www.gazette.example", "gazette"),
            ("From the_desk of x@gazette.example", "desk example"),
            ("Sensex +512 after -3.5%", "512 -3.5%"),
            ("a <b and c> d", "and"),
            ("Back\\slash", "slash"),
            ("Don’t and don't", "don't"),
            ("Équipe de France", "équipe"),
            ("Ставка без изменений", "ставка"),
            ("मानसून की वापसी", "मानसून"),
            ("日本銀行が金利を据え置き", "金利"),
            ("البنك المركزي", "بنك"),
            ("ธนาคารกลางคงอัตราดอกเบี้ย", "ดอกเบี้ย"),
            ("C++ turns forty", "c++"),
            ("100% of it", "100%"),
        ],
    )
    def test_are_found(self, workspace, title, words):
        assert finds(workspace, title, words)

    @pytest.mark.parametrize(
        ("title", "words"),
        [
            ("Trains in Ukraine", "rain"),
            ("Rain in Pune", "rain mumbai"),
            ("X rays", "x-rays"),
            ("1000 of it", "100%"),
            ("It costs 5", "%"),
            ("Anything", "'"),
            ("Anything", "a' | 'b"),
            ("Anything", "!!! & | ( : * \\ \x00".replace("\x00", "")),
        ],
    )
    def test_are_not_found(self, workspace, title, words):
        assert not finds(workspace, title, words)

    def test_stand_in_title_or_text(self, workspace):
        entry = make_entry(make_feed(workspace), title="Rates stay", summary="The bank waits")
        assert list(Entry.objects.holding("bank rates")) == [entry]
        assert list(Entry.objects.holding("")) == [entry]

    def test_are_found_through_their_index(self, workspace):
        make_entry(make_feed(workspace))
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_indexscan = off")
            plan = Entry.objects.holding("ferries fog").explain()
        assert "Bitmap Index Scan on entry_words" in plan
