"""Merchants' names, filing alike, and why a payment is filed as it is."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.transactions import factories
from transactions import category_reasons
from transactions.models import Category, Change, Merchant, MerchantAlias, Transaction
from transactions.services import changes, merchants

pytestmark = pytest.mark.django_db


def _undo(workspace, maria, change):
    return changes.undo(workspace=workspace, actor=maria, change=change, now=timezone.now())


def _category(workspace, name):
    return Category.objects.get(workspace=workspace, name=name)


class TestRenaming:
    def test_is_taken_back_with_name_category_and_spellings(self, workspace, maria):
        row = factories.make_transaction(workspace, merchant="Sai Stores")
        before = set(MerchantAlias.objects.values_list("key", "merchant_id"))
        change = merchants.rename_merchant(
            workspace=workspace, actor=maria, merchant=row.merchant, name="Corner shop"
        )
        assert _undo(workspace, maria, change) == 1

        assert Merchant.objects.get(pk=row.merchant_id).name == "Sai Stores"
        assert set(MerchantAlias.objects.values_list("key", "merchant_id")) == before

    def test_keeps_what_the_bank_wrote(self, workspace, maria):
        row = factories.make_transaction(
            workspace, merchant="", description="SQ *SAI STORES LEEDS GB", origin="csv"
        )
        merchants.rename_merchant(workspace=workspace, actor=maria, merchant=row.merchant, name="Sai")

        row.refresh_from_db()
        assert row.description == "SQ *SAI STORES LEEDS GB"

    def test_tells_beforehand_what_it_reaches(self, workspace, maria):
        row = factories.make_transaction(workspace, merchant="Sai Stores")
        factories.make_transaction(workspace, merchant="Sai Stores", amount=Decimal(-7))

        reach = merchants.reach_of(workspace=workspace, merchant=row.merchant)
        assert (reach.rows, reach.rules) == (2, ())


class TestMerging:
    def test_is_taken_back_row_by_row(self, workspace, maria):
        kept = factories.make_transaction(workspace, merchant="Sai Stores")
        gone = factories.make_transaction(workspace, merchant="Shree Sai")
        was = gone.merchant_id
        change = merchants.merge_merchants(
            workspace=workspace, actor=maria, merchant=gone.merchant, into=kept.merchant
        )
        assert not Merchant.objects.filter(pk=was).exists()
        _undo(workspace, maria, change)

        gone.refresh_from_db()
        kept.refresh_from_db()
        assert (gone.merchant_id, gone.merchant.name) == (was, "Shree Sai")
        assert kept.merchant.name == "Sai Stores"
        again = factories.make_transaction(workspace, merchant="Shree Sai", amount=Decimal(-3))
        assert again.merchant_id == was

    def test_is_not_taken_back_after_ten_minutes(self, workspace, maria):
        a = factories.make_merchant(workspace, "One")
        b = factories.make_merchant(workspace, "Two")
        change = merchants.merge_merchants(workspace=workspace, actor=maria, merchant=a, into=b)
        Change.objects.filter(pk=change.pk).update(created_at=timezone.now() - timedelta(minutes=11))

        with pytest.raises(changes.TooLateToUndoError):
            _undo(workspace, maria, change)
        assert not Merchant.objects.filter(pk=a.pk).exists()


class TestSpellings:
    def test_can_be_removed_on_the_page(self, as_maria, workspace):
        merchant = factories.make_merchant(workspace, "Sai Stores")
        MerchantAlias.objects.create(workspace=workspace, merchant=merchant, key="saistr")
        url = reverse("transactions:merchant-spelling", args=[merchant.pk])
        as_maria.post(url, {"key": "saistr"})

        assert not MerchantAlias.objects.filter(key="saistr").exists()

    def test_stay_when_it_is_the_name_itself(self, workspace, maria):
        merchant = factories.make_merchant(workspace, "Sai Stores")
        with pytest.raises(merchants.OwnSpellingError):
            merchants.forget_spelling(workspace=workspace, actor=maria, merchant=merchant, key=merchant.key)

    def test_are_not_for_viewers_or_strangers(self, as_vera, as_otto, workspace):
        merchant = factories.make_merchant(workspace, "Sai Stores")
        url = reverse("transactions:merchant-spelling", args=[merchant.pk])

        assert as_vera.post(url, {"key": "x"}).status_code == 403
        assert as_otto.post(url, {"key": "x"}).status_code == 404


class TestEditingACategory:
    @pytest.fixture
    def row(self, workspace, maria):
        factories.make_transaction(workspace, merchant="Swiggy", amount=Decimal(-20))
        row = factories.make_transaction(workspace, merchant="Swiggy", amount=Decimal(-30))
        edit = changes.Edit(values={"category": _category(workspace, "Groceries")})
        return changes.edit_transaction(
            workspace=workspace, actor=maria, row=row, edit=edit, now=timezone.now()
        )

    def test_locks_the_field_and_teaches_the_merchant(self, row):
        assert row.locked == ["category"]
        assert Merchant.objects.get(pk=row.merchant_id).category.name == "Groceries"

    def test_offers_to_file_the_others_alike(self, as_maria, row):
        page = as_maria.get(reverse("transactions:detail", args=[row.pk])).content.decode()
        assert reverse("transactions:file-alike", args=[row.pk]) in page

        answer = as_maria.post(reverse("transactions:file-alike", args=[row.pk]))
        assert "undo=" in answer["Location"]
        filed = Transaction.objects.filter(merchant_id=row.merchant_id).values_list(
            "category__name", flat=True
        )
        assert set(filed) == {"Groceries"}

    def test_can_be_taken_back_for_the_others(self, as_maria, workspace, maria, row):
        as_maria.post(reverse("transactions:file-alike", args=[row.pk]))
        _undo(workspace, maria, Change.objects.get())

        other = Transaction.objects.exclude(pk=row.pk).get(merchant_id=row.merchant_id)
        assert (other.category.name, other.category_source) == ("Food & Dining", "keyword")
        assert (other.category_confidence, other.locked) == (0.95, [])

    def test_is_not_for_viewers_or_strangers(self, as_vera, as_otto, row):
        url = reverse("transactions:file-alike", args=[row.pk])
        assert as_vera.post(url).status_code == 403
        assert as_otto.post(url).status_code == 404


class TestReasons:
    def test_name_the_brand(self, workspace):
        row = factories.make_transaction(workspace, merchant="Swiggy", category="")
        assert category_reasons.reason_for(row) == "Lumen's list knows Swiggy"

    def test_name_the_word(self, workspace):
        row = factories.make_transaction(workspace, merchant="Pizzeria Sole", category="")
        assert category_reasons.reason_for(row) == "because of the word “pizzeria”"

    def test_count_how_often_a_person_said_so(self, workspace, maria):
        row = factories.make_transaction(workspace, merchant="Xanadu", amount=Decimal(-1), category="")
        edit = changes.Edit(values={"category": _category(workspace, "Health")})
        changes.edit_transaction(workspace=workspace, actor=maria, row=row, edit=edit, now=timezone.now())
        row = factories.make_transaction(workspace, merchant="Xanadu", amount=Decimal(-3), category="")

        assert (row.category.name, row.category_source) == ("Health", "history")
        assert category_reasons.reason_for(row) == "you filed this merchant so 1 time"
