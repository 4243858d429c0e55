"""Splitting a payment: parts that sum, edits that flow, and the way back."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.transactions import factories
from transactions import selectors
from transactions.models import Category, Transaction
from transactions.questions.executor.rows import PAYMENTS
from transactions.rules.shares import BadSplitError
from transactions.services import catalog, changes, splits
from transactions.services.changes import Edit, SplitPaymentError
from transactions.services.splits import NotSplittableError, Part

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def tree(workspace):
    catalog.ensure_catalog(workspace)
    return {row.name: row for row in Category.objects.in_workspace(workspace)}


@pytest.fixture
def row(workspace, tree):
    return factories.make_transaction(workspace, merchant="DMart", amount=Decimal("-1000.01"), tags=("home",))


@pytest.fixture
def cut(workspace, maria):
    def run(row, *amounts, **extra):
        parts = [Part(amount=Decimal(amount), **extra) for amount in amounts]
        return splits.split(workspace=workspace, actor=maria, row=row, parts=parts, now=timezone.now())

    return run


def live(workspace):
    return Transaction.objects.in_workspace(workspace).live()


class TestSplit:
    def test_parts_count_instead_of_the_whole(self, workspace, row, cut, tree):
        made = cut(row, "-600", "-400.01", category=tree["Groceries"], note="weekly")

        assert set(live(workspace)) == set(made)
        assert list(Transaction.objects.in_workspace(workspace).entries()) == [row]
        assert {(part.category, part.category_source, part.note) for part in made} == {
            (tree["Groceries"], "user", "weekly")
        }
        assert {part.tags[0] for part in made} == {"home"}
        assert live(workspace).aggregate(n=PAYMENTS)["n"] == 1
        assert selectors.account_balances(workspace).get(pk=row.account_id).balance == Decimal("-1000.01")

    def test_worths_in_the_base_currency_sum_exactly(self, workspace, cut, tree):
        row = factories.make_transaction(
            workspace, amount=Decimal(-10), currency="USD", base_amount=Decimal("-835.37")
        )
        made = cut(row, "-3.33", "-3.33", "-3.34")
        assert sum(part.base_amount for part in made) == Decimal("-835.37")

    def test_waits_for_a_rate_as_the_whole_does(self, workspace, cut, tree):
        row = factories.make_transaction(workspace, amount=Decimal(-10), currency="USD")
        assert {part.base_amount for part in cut(row, "-4", "-6")} == {None}

    def test_a_part_that_comes_back_is_a_refund(self, row, cut):
        assert [part.kind for part in cut(row, "-1100.01", "100")] == ["expense", "refund"]

    def test_splitting_anew_replaces_the_parts(self, workspace, row, cut):
        cut(row, "-600", "-400.01")
        made = cut(row, "-1", "-2", "-997.01")
        assert set(live(workspace)) == set(made)

    @pytest.mark.parametrize("amounts", [("-600",), ("-600", "-400"), ("-1000.01", "0"), ("-600", "-401")])
    def test_parts_that_do_not_sum_change_nothing(self, workspace, row, cut, amounts):
        with pytest.raises(BadSplitError):
            cut(row, *amounts)
        assert list(live(workspace)) == [row]

    def test_a_category_that_does_not_fit_changes_nothing(self, workspace, row, cut, tree):
        with pytest.raises(BadSplitError):
            cut(row, "-600", "-400.01", category=tree["Salary"])
        assert list(live(workspace)) == [row]

    def test_a_part_a_deleted_and_a_reconciled_payment_stay_as_they_are(self, workspace, row, cut):
        part = cut(row, "-600", "-400.01")[0]
        with pytest.raises(NotSplittableError):
            cut(part, "-300", "-300")
        for name in ("deleted_at", "reconciled_at"):
            settled = factories.make_transaction(workspace)
            Transaction.objects.filter(pk=settled.pk).update(**{name: timezone.now()})
            with pytest.raises(NotSplittableError):
                cut(settled, "-225", "-225")


class TestUnsplit:
    def test_restores_exactly(self, workspace, maria, row, cut):
        before = Transaction.objects.filter(pk=row.pk).values().get()
        cut(row, "-600", "-400.01")
        splits.unsplit(workspace=workspace, actor=maria, row=row)
        after = Transaction.objects.filter(pk=row.pk).values().get()
        for told in (before, after):
            told.pop("updated_at"), told.pop("edited_at")

        assert after == before
        assert list(live(workspace)) == [row]

    def test_is_refused_where_nothing_is_split(self, workspace, maria, row):
        with pytest.raises(NotSplittableError):
            splits.unsplit(workspace=workspace, actor=maria, row=row)


class TestEditing:
    def edit(self, workspace, row, **values):
        merchant = values.pop("merchant", None)
        edit = Edit(values=values, merchant=merchant)
        return changes.edit_transaction(
            workspace=workspace, actor=None, row=row, edit=edit, now=timezone.now()
        )

    def test_merchant_and_day_of_the_whole_flow_to_the_parts(self, workspace, row, cut):
        cut(row, "-600", "-400.01")
        self.edit(workspace, row, merchant="Corner Shop", booked_on=date(2024, 11, 1))
        told = set(live(workspace).values_list("merchant__name", "booked_on"))
        assert told == {("Corner Shop", date(2024, 11, 1))}

    def test_the_amount_of_the_whole_stays_what_the_parts_sum_to(self, workspace, row, cut):
        cut(row, "-600", "-400.01")
        with pytest.raises(SplitPaymentError):
            self.edit(workspace, row, amount=Decimal(-900))
        row.refresh_from_db()
        assert row.amount == Decimal("-1000.01")

    def test_a_part_has_its_own_category_note_and_tags_only(self, workspace, row, cut, tree):
        part = cut(row, "-600", "-400.01")[0]
        self.edit(workspace, part, category=tree["Pets"], note="cat", tags=["x"])
        with pytest.raises(SplitPaymentError):
            self.edit(workspace, part, booked_on=date(2024, 1, 1))
        part.refresh_from_db()
        assert (part.category, part.note, part.booked_on) == (tree["Pets"], "cat", row.booked_on)

    def test_deleting_the_whole_takes_the_parts_along_and_undo_brings_all_back(
        self, workspace, maria, row, cut
    ):
        cut(row, "-600", "-400.01")
        rows = Transaction.objects.filter(pk=row.pk)
        now = timezone.now()
        change = changes.delete_transactions(workspace=workspace, actor=maria, rows=rows, now=now)
        assert not live(workspace).exists()
        changes.undo(workspace=workspace, actor=maria, change=change, now=now)
        assert live(workspace).count() == 2

    def test_one_part_does_not_go_alone_but_all_go_as_the_payment(self, workspace, maria, row, cut):
        made = cut(row, "-600", "-400.01")
        who = {"workspace": workspace, "actor": maria, "now": timezone.now()}
        with pytest.raises(SplitPaymentError):
            changes.delete_transactions(rows=live(workspace).filter(pk=made[0].pk), **who)
        assert live(workspace).count() == 2
        changes.delete_transactions(rows=live(workspace), **who)
        row.refresh_from_db()
        assert row.deleted_at is not None


class TestPages:
    @pytest.fixture
    def url(self, row):
        return reverse("transactions:split", args=[row.pk])

    def sent(self, tree, *shares, **extra):
        ids = [str(tree[name].pk) for name in ("Groceries", "Home", "Pets")][: len(shares)]
        return {
            "part_category": ids, "part_share": list(shares), "part_note": [""] * len(shares), **extra,
        }  # fmt: skip

    def test_splits_by_amount_percentage_and_rest(self, as_maria, url, row, tree):
        answer = as_maria.post(url, self.sent(tree, "40%", "1,00", "", save="1"))
        assert answer["Location"] == reverse("transactions:detail", args=[row.pk])
        amounts = [part.amount for part in row.parts.order_by("fingerprint")]
        assert amounts == [Decimal("-400.00"), Decimal("-100.00"), Decimal("-500.01")]

        page = as_maria.get(answer["Location"]).content.decode()
        assert "Split into 3 parts" in page
        assert "Pets" in page

    def test_says_what_is_missing_and_keeps_what_was_written(self, as_maria, url, row, tree):
        answer = as_maria.post(url, self.sent(tree, "400", "100"))
        page = answer.content.decode()

        assert answer.status_code == 422
        assert "500.01 are not in any part yet" in page
        assert 'value="400"' in page
        assert not row.parts.exists()

    def test_adds_and_removes_parts_without_a_script(self, as_maria, url, tree):
        more = as_maria.post(url, self.sent(tree, "400", "100", add_part="1")).content.decode()
        fewer = as_maria.post(url, self.sent(tree, "400", "100", "1", remove_part="1")).content.decode()
        assert (more.count("data-share"), fewer.count("data-share")) == (3, 2)
        assert 'value="100"' not in fewer

    def test_a_part_leads_to_the_whole_and_its_editor(self, as_maria, url, row, tree):
        as_maria.post(url, self.sent(tree, "400", ""))
        part = row.parts.first()
        detail = as_maria.get(reverse("transactions:detail", args=[part.pk])).content.decode()
        assert reverse("transactions:detail", args=[row.pk]) in detail
        editor = as_maria.get(reverse("transactions:split", args=[part.pk])).content.decode()
        assert "400.00" in editor
        assert "Take the split back" in editor
        listed = as_maria.get(reverse("transactions:list")).content.decode()
        assert "Show the whole payment" in listed

    def test_takes_the_split_back(self, as_maria, url, row, tree):
        as_maria.post(url, self.sent(tree, "400", ""))
        unsplit = reverse("transactions:unsplit", args=[row.pk])
        as_maria.post(unsplit)
        assert as_maria.post(unsplit, follow=True).status_code == 200
        assert not row.parts.exists()

    def test_a_category_of_somebody_else_is_refused(self, as_maria, url, row, otto):
        foreign = factories.make_category(otto.memberships.get().workspace, "Theirs")
        body = {"part_category": [str(foreign.pk), ""], "part_share": ["1", ""], "part_note": ["", ""]}
        assert as_maria.post(url, body).status_code == 422
        assert not row.parts.exists()

    def test_viewers_and_strangers_cannot(self, as_vera, as_otto, url):
        assert (as_vera.get(url).status_code, as_otto.get(url).status_code) == (403, 404)

    def test_refusals_of_an_edit_and_a_deletion_are_said_on_the_page(self, as_maria, url, row, tree):
        as_maria.post(url, self.sent(tree, "400", ""))
        part = row.parts.first()
        answer = as_maria.post(reverse("transactions:delete", args=[part.pk]), follow=True)
        assert "A part cannot go alone" in answer.content.decode()
        bulk = {"action": "delete", "ids": [str(part.pk)]}
        assert (
            as_maria.post(reverse("transactions:bulk"), bulk, headers={"HX-Request": "true"}).status_code
            == 422
        )
        assert row.parts.filter(deleted_at=None).count() == 2


class TestApi:
    def send(self, client, method, pk, body=None):
        return getattr(client, method)(
            f"{API}/transactions/{pk}/split", body, content_type="application/json"
        )

    def test_splits_and_takes_it_back(self, as_maria, row, tree):
        parts = [{"share": "25%", "category": "Pets"}, {"amount": "100.00", "note": "n"}, {}]
        answer = self.send(as_maria, "post", row.pk, {"parts": parts})
        assert answer.status_code == 201
        assert [(part["amount"], part["split_of"]) for part in answer.json()] == [
            (amount, str(row.pk)) for amount in ("-250.00", "-100.00", "-650.01")
        ]
        assert as_maria.get(f"{API}/transactions/{row.pk}").json()["is_split"] is True

        assert self.send(as_maria, "delete", row.pk).json()["is_split"] is False
        assert self.send(as_maria, "delete", row.pk).status_code == 409

    def test_refuses_parts_that_do_not_sum(self, as_maria, row):
        answer = self.send(as_maria, "post", row.pk, {"parts": [{"amount": "1"}, {"amount": "2"}]})
        assert (answer.status_code, answer.json()["code"]) == (422, "bad-split")
        assert not row.parts.exists()

    def test_viewers_and_strangers_cannot(self, as_vera, as_otto, row):
        body = {"parts": [{"amount": "1"}, {}]}
        assert self.send(as_vera, "post", row.pk, body).status_code == 403
        assert self.send(as_otto, "post", row.pk, body).status_code == 404
        assert self.send(as_otto, "delete", row.pk).status_code == 404
