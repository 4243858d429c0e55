"""Strangers and accidents: what no form sends, sent anyway."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.transactions import factories, importing
from tests.transactions.test_webhooks import post
from transactions.models import ImportBatch, RawItem, Rule
from transactions.services import sources

pytestmark = pytest.mark.django_db
NUL = "a\x00b"


@pytest.fixture
def row(workspace):
    return factories.make_transaction(workspace)


@pytest.fixture
def batch(workspace):
    return importing.upload(workspace, importing.PLAIN + "2026-03-12,Foo Shop,-300.00,,UPI,\n")


class TestTheCharacter0:
    """No database keeps it: the sender is told, nothing is saved, and nothing is logged as our fault."""

    @pytest.mark.parametrize(
        ("page", "field"),
        [("list", "account"), ("list", "category"), ("list", "merchant"), ("merchants", "q")],
    )
    def test_is_refused_in_a_search(self, as_maria, row, page, field):
        answer = as_maria.get(reverse(f"transactions:{page}"), {field: NUL})
        assert answer.status_code == 400
        assert "could not be understood" in answer.content.decode()

    def test_is_refused_in_a_note(self, as_maria, row):
        answer = as_maria.post(reverse("transactions:inline", args=[row.pk]), {"note": NUL})
        assert answer.status_code == 400
        row.refresh_from_db()
        assert row.note == ""

    def test_is_refused_in_a_condition(self, as_maria, workspace):
        category = factories.make_category(workspace)
        rule = {"field": "text", "compare": "contains", "value": NUL, "second": "", "category": category.pk}
        answer = as_maria.post(reverse("transactions:rule-new"), {"match": "all", **rule})
        assert answer.status_code == 400
        assert not Rule.objects.exists()

    def test_is_refused_by_the_api(self, as_maria, workspace):
        rule = {"conditions": [{"field": "text", "op": "contains", "value": NUL}], "add_tags": ["x"]}
        answer = as_maria.post("/api/v1/rules", rule, content_type="application/json")
        assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
        assert not Rule.objects.exists()


class TestAnImport:
    def test_is_not_discarded_by_a_misspelt_address(self, as_maria, batch):
        answer = as_maria.post(reverse("transactions:import-action", args=[batch.pk, "comit"]))
        assert answer.status_code == 404
        assert ImportBatch.objects.filter(pk=batch.pk).exists()

    @pytest.mark.parametrize("line", ["²", "9" * 30, "-1", "", NUL])
    def test_knows_no_line_that_is_no_number(self, as_maria, batch, line):
        address = reverse("transactions:import-rows", args=[batch.pk])
        as_maria.post(address, {"line": line, "included": ""})
        assert batch.rows.get().is_included


class TestTextCutInHalf:
    """Half a surrogate pair, as phones leave it when they cut an emoji."""

    def test_is_refused_by_the_api(self, as_maria, workspace):
        rule = '{"conditions": [{"field": "text", "op": "contains", "value": "\\ud83d"}], "add_tags": ["x"]}'
        answer = as_maria.post("/api/v1/rules", rule, content_type="application/json")
        assert answer.status_code == 400
        assert not Rule.objects.exists()


TEXT = "Rs.300.00 debited from A/c XX4417 on 12-03-26 to VPA fooshop@okaxis. Ref 607112345678. -HDFC Bank"


class TestAForwardedMessage:
    @pytest.fixture
    def source(self, workspace, maria):
        return sources.create_source(workspace=workspace, actor=maria, name="Phone", kind="sms")

    def test_is_kept_though_its_sender_has_the_character_0(self, as_nobody, source):
        answer = post(as_nobody, source, {"from": "VM-HDFC\x00BK-S", "body": TEXT})
        assert (answer.status_code, answer.json()["outcome"]) == (202, "transaction")
        assert RawItem.objects.get().sender == "VM-HDFCBK-S"

    @pytest.mark.parametrize("stamp", ["0001-01-01T00:00:00Z", "0", "-1", "9999-12-31T23:59:59Z", "1e30"])
    def test_with_a_clock_never_set_came_when_it_arrived(self, as_nobody, source, stamp):
        text = TEXT.replace("on 12-03-26 ", "")
        answer = post(as_nobody, source, {"from": "VM-HDFCBK-S", "body": text, "timestamp": stamp})
        assert (answer.status_code, answer.json()["outcome"]) == (202, "transaction")
        assert timezone.now() - RawItem.objects.get().received_at < timedelta(minutes=5)

    def test_of_brackets_only_is_refused(self, as_nobody, source):
        for brackets in (b"[" * 60_000, b"[" * 900 + b"]" * 900):
            assert post(as_nobody, source, brackets).status_code == 400
