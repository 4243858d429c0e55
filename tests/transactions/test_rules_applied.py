"""Rules at work: when payments are recorded, imported and told, and on what was recorded before."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.transactions import factories
from transactions.models import Category, ImportRow, RawItem, Rule, Transaction
from transactions.services import catalog, changes, imports, inbox, rule_runs, rules, sources, splits
from transactions.services.rules import BadRuleError, Draft

pytestmark = pytest.mark.django_db
CSV = "Date,Merchant,Amount,Category,Payment Method,Notes\n"
SMS = "Rs.450 debited from A/c XX4417 on 01-11-25 to VPA cafe@ybl BLUE CAFE. UPI Ref 530500010001. -HDFC Bank"


def about(word, **changes):
    return Draft(conditions=[{"field": "text", "op": "contains", "value": word}], **changes)


@pytest.fixture
def tree(workspace):
    catalog.ensure_catalog(workspace)
    return {row.name: row for row in Category.objects.in_workspace(workspace)}


@pytest.fixture
def keep(workspace, maria, tree):
    def run(draft):
        return rules.save_rule(workspace=workspace, actor=maria, rule=None, draft=draft)

    return run


class TestSaving:
    def test_names_a_rule_that_nobody_named(self, keep, tree):
        assert (
            keep(about("swiggy", category=tree["Travel"])).name
            == "text contains “swiggy” → file it under Travel"
        )

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({}, "Say what to do"),
            ({"ignores": True, "add_tags": ["x"]}, "needs no category"),
            ({"match": "some", "add_tags": ["x"]}, "all or any"),
            ({"add_tags": [f"t{n}" for n in range(11)]}, "up to 10 tags"),
        ],
    )
    def test_refuses_what_makes_no_sense(self, keep, workspace, changes, sentence):
        with pytest.raises(BadRuleError) as refused:
            keep(about("swiggy", **changes))
        assert sentence in refused.value.detail
        assert not Rule.objects.in_workspace(workspace).exists()

    def test_refuses_a_transfer_filed_as_spending(self, keep, tree):
        with pytest.raises(BadRuleError):
            keep(about("swiggy", marks_transfer=True, category=tree["Travel"]))

    @pytest.mark.parametrize(
        "parts",
        [
            [{"share": "10"}],
            [{"share": ""}, {"share": "10"}],
            [{"share": "100%"}, {"share": ""}],
            [{"share": "10", "category": "00000000-0000-0000-0000-000000000000"}, {"share": ""}],
        ],
    )
    def test_refuses_parts_that_cannot_sum(self, keep, workspace, parts):
        with pytest.raises(splits.BadSplitError):
            keep(about("swiggy", splits=parts))
        assert not Rule.objects.in_workspace(workspace).exists()

    def test_is_ordered_copied_switched_deleted_and_brought_back(self, keep, workspace, maria):
        who = {"workspace": workspace, "actor": maria}
        one, two, three = (keep(about(word, add_tags=[word])) for word in ("one", "two", "three"))
        rules.move_rule(rule=three, direction="up", **who)
        rules.move_rule(rule=one, direction="up", **who)
        rules.delete_rule(rule=one, now=timezone.now(), **who)
        kept = Rule.objects.in_workspace(workspace).kept()
        assert [rule.pk for rule in kept] == [three.pk, two.pk]

        rules.restore_rule(rule=one, **who)
        assert [rule.pk for rule in kept.all()] == [one.pk, three.pk, two.pk]
        twin = rules.copy_rule(rule=two, **who)
        assert (twin.is_active, twin.conditions, kept.last().pk) == (False, two.conditions, twin.pk)

    def test_a_merged_category_is_replaced_wherever_rules_name_it(self, keep, workspace, maria, tree):
        from transactions.services import upkeep

        old, new = tree["Fuel"], tree["Travel"]
        asked = [{"field": "category", "op": "is", "value": [str(old.pk)]}]
        parts = [{"category": str(old.pk), "share": "10"}, {"share": ""}]
        rule = keep(Draft(conditions=asked, category=old, splits=parts))
        upkeep.merge_categories(workspace=workspace, actor=maria, category=old, into=new)
        rule.refresh_from_db()

        assert rule.category == new
        assert rule.conditions[0]["value"] == [str(new.pk)]
        assert rule.splits[0]["category"] == str(new.pk)


class TestRecording:
    def sms(self, workspace, **changes):
        told = {"kind": "", "merchant": "BLUE CAFE", "description": "UPI BLUE CAFE", "origin": "sms"}
        return factories.make_transaction(workspace, **{**told, **changes})

    def test_files_renames_and_tags_and_says_which_rule_did(self, keep, workspace, tree):
        rule = keep(about("blue cafe", category=tree["Travel"], rename_to="Blue", add_tags=["Coffee"]))
        row = self.sms(workspace)

        assert (row.category, row.category_source, row.category_rule) == (tree["Travel"], "rule", rule)
        assert (row.merchant.name, row.tags) == ("Blue", ["coffee"])

    def test_keeps_what_a_person_said(self, keep, workspace, tree):
        keep(about("blue", category=tree["Travel"], rename_to="Blue", marks_transfer=False))
        row = factories.make_transaction(workspace, merchant="Blue Cafe", category="Fuel")
        assert (row.category.name, row.category_source, row.merchant.name) == ("Fuel", "user", "Blue Cafe")

    def test_leaves_a_ledger_file_as_it_is(self, keep, workspace, tree):
        keep(about("blue", category=tree["Travel"], add_tags=["x"]))
        row = self.sms(workspace, origin="ledger", category="Fuel", kind="expense")
        assert (row.category.name, row.tags) == ("Fuel", [])

    def test_marks_a_transfer_and_files_it_as_one(self, keep, workspace, tree):
        keep(about("blue", marks_transfer=True, category=tree["Own Transfer"]))
        row = self.sms(workspace)
        assert (row.kind, row.category.name) == ("transfer", "Own Transfer")

    def test_splits_exactly_with_the_rest_in_the_last_part(self, keep, workspace, tree):
        parts = [
            {"category": str(tree["Groceries"].pk), "share": "33%", "note": "food"},
            {"category": str(tree["Home"].pk), "share": ""},
        ]
        rule = keep(about("blue", splits=parts))
        row = self.sms(workspace, amount=Decimal("-100.01"))
        made = row.parts.order_by("fingerprint")

        assert row.is_split
        assert [(part.amount, part.base_amount) for part in made] == [
            (Decimal("-33.00"), Decimal("-33.00")),
            (Decimal("-67.01"), Decimal("-67.01")),
        ]
        assert {(part.category_source, part.category_rule) for part in made} == {("rule", rule)}

    def test_leaves_a_payment_whole_that_is_too_small_for_the_parts(self, keep, workspace):
        keep(about("blue", splits=[{"share": "500"}, {"share": ""}]))
        assert not self.sms(workspace, amount=Decimal(-100)).is_split

    def test_asks_a_rule_that_is_off_or_deleted_nothing(self, keep, workspace, maria):
        keep(about("blue", add_tags=["off"], is_active=False))
        gone = keep(about("blue", add_tags=["gone"]))
        rules.delete_rule(workspace=workspace, actor=maria, rule=gone, now=timezone.now())
        assert self.sms(workspace).tags == []

    def test_asks_no_rule_of_another_workspace(self, keep, otto):
        keep(about("blue", add_tags=["x"]))
        elsewhere = otto.memberships.get().workspace
        assert self.sms(elsewhere).tags == []

    def test_needs_as_many_queries_for_23_rows_and_20_rules_as_for_3(self, keep, workspace, tree):
        drafts = [
            factories.a_draft(workspace, merchant=f"Blue {n}", kind="", amount=Decimal(-100 - n))
            for n in range(23)
        ]
        keep(about("blue", category=tree["Travel"], splits=[{"share": "10"}, {"share": ""}]))
        few = self.cost(workspace, drafts[:3])
        for n in range(20):
            keep(about(f"{n}", add_tags=[f"t{n}"]))
        assert self.cost(workspace, drafts) == few

    @staticmethod
    def cost(workspace, drafts):
        from transactions.services import ledger

        with CaptureQueriesContext(connection) as found:
            ledger.record_transactions(workspace=workspace, actor=None, drafts=drafts, origin="sms")
        return len(found)


class TestImportAndMessages:
    @pytest.fixture
    def bring_in(self, workspace, maria):
        def run(text):
            file = ContentFile(f"{CSV}{text}".encode(), name="a.csv")
            account = catalog.account_named(workspace=workspace, name="HDFC Savings")
            batch = imports.start_import(workspace=workspace, actor=maria, file=file, account=account)
            imports.read_import(batch_id=str(batch.pk))
            return batch

        return run

    def test_the_preview_says_which_rule_files_a_row_and_leaves_ignored_ones_out(self, keep, bring_in, tree):
        keep(about("swiggy", name="Trips", category=tree["Travel"]))
        keep(about("blue", name="Not mine", ignores=True))
        batch = bring_in("2025-11-01,Swiggy,450.00,,UPI,\n2025-11-02,Blue Cafe,80.00,,UPI,\n")
        swiggy, blue = ImportRow.objects.filter(batch=batch)

        assert (swiggy.fields["filed"], swiggy.fields["rules"], swiggy.is_included) == (
            "Travel",
            ["Trips"],
            True,
        )
        assert (blue.fields["is_ignored"], blue.fields["rules"], blue.is_included) == (
            True,
            ["Not mine"],
            False,
        )

    def test_a_message_is_read_but_not_recorded_when_a_rule_leaves_it_out(self, keep, workspace, maria):
        asked = [
            {"field": "source", "op": "is", "value": "sms"},
            {"field": "text", "op": "words", "value": "cafe"},
        ]
        keep(Draft(name="No cafés", conditions=asked, ignores=True))
        source = sources.create_source(workspace=workspace, actor=maria, name="Phone", kind="sms").source
        when = datetime(2025, 11, 1, 6, 30, tzinfo=UTC)
        got = inbox.receive(source=source, sender="VM-HDFCBK-S", text=SMS, received_at=when)
        item = inbox.read_item(item_id=str(got.item.pk))

        assert item.outcome == RawItem.Outcome.NOT_MONEY
        assert "No cafés" in item.reason
        assert not Transaction.objects.in_workspace(workspace).exists()


class TestRuns:
    NOW = datetime(2024, 11, 20, 9, 0, tzinfo=UTC)

    @pytest.fixture
    def rows(self, workspace, tree):
        """Four lunches: one free, one filed by hand, one edited, one reconciled."""
        made = [factories.make_transaction(workspace, merchant="Swiggy", origin="sms") for _ in range(4)]
        changes.set_category(
            workspace=workspace,
            actor=None,
            rows=Transaction.objects.filter(pk=made[1].pk),
            category=tree["Fuel"],
            now=self.NOW,
        )
        Transaction.objects.filter(pk=made[2].pk).update(locked=["category"], edited_at=self.NOW)
        Transaction.objects.filter(pk=made[3].pk).update(reconciled_at=self.NOW)
        return made

    def test_the_dry_run_keeps_out_what_people_and_statements_decided(self, keep, rows, workspace, tree):
        rule = keep(about("swiggy", category=tree["Travel"]))
        plan = rule_runs.plan(workspace=workspace, rule=rule, since=None)

        assert (plan.matched, len(plan.changes), plan.kept_out) == (4, 1, 3)
        assert plan.changes[0].pairs == [("Food & Dining", "Travel")]
        assert Transaction.objects.filter(category=tree["Travel"]).count() == 0

    def test_changes_and_undoes_exactly(self, keep, rows, workspace, maria, tree):
        parts = [{"category": str(tree["Home"].pk), "share": "40%"}, {"share": ""}]
        draft = about("swiggy", category=tree["Travel"], rename_to="Tiffin", add_tags=["x"], splits=parts)
        rule = keep(draft)
        before = list(Transaction.objects.order_by("pk").values())
        now = timezone.now()
        change = rule_runs.run(workspace=workspace, actor=maria, rule=rule, since=None, now=now)
        row = Transaction.objects.get(pk=rows[0].pk)

        assert (row.category.name, row.merchant.name, row.tags, row.is_split) == (
            "Travel",
            "Tiffin",
            ["x"],
            True,
        )
        assert [part.amount for part in row.parts.order_by("fingerprint")] == [Decimal(-180), Decimal(-270)]
        assert row.parts.first().merchant == row.merchant

        changes.undo(workspace=workspace, actor=maria, change=change, now=now)
        after = list(Transaction.objects.order_by("pk").values())
        for one in (*before, *after):
            one.pop("updated_at")
        assert after == before

    def test_undoing_leaves_rows_that_were_edited_since(self, keep, workspace, maria, tree):
        row = factories.make_transaction(workspace, merchant="Swiggy", origin="sms")
        rule = keep(about("swiggy", category=tree["Travel"]))
        change = rule_runs.run(workspace=workspace, actor=maria, rule=rule, since=None, now=timezone.now())
        later = timezone.now() + timedelta(minutes=1)
        edit = changes.Edit(values={"category": tree["Fuel"]})
        changes.edit_transaction(workspace=workspace, actor=maria, row=row, edit=edit, now=later)

        assert changes.undo(workspace=workspace, actor=maria, change=change, now=later) == 0
        row.refresh_from_db()
        assert row.category == tree["Fuel"]

    def test_runs_all_rules_in_their_order_since_a_day(self, keep, workspace, maria, tree):
        old, new = (
            factories.make_transaction(workspace, merchant="Swiggy", origin="sms", booked_on=day)
            for day in (date(2023, 1, 1), date(2024, 1, 1))
        )
        keep(about("swiggy", category=tree["Travel"]))
        keep(about("swiggy", category=tree["Fuel"]))
        rule_runs.run(workspace=workspace, actor=maria, rule=None, since=date(2024, 1, 1), now=timezone.now())
        old.refresh_from_db(), new.refresh_from_db()

        assert (old.category.name, new.category.name) == ("Food & Dining", "Travel")

    def test_looks_at_the_last_year_before_saving(self, workspace, tree):
        today = date(2024, 11, 20)
        for day in (date(2024, 11, 15), date(2024, 1, 2), date(2023, 1, 2)):
            factories.make_transaction(workspace, merchant="Swiggy", origin="sms", booked_on=day)
        rule = rules.checked(workspace=workspace, draft=about("swig", category=tree["Travel"]))
        found = rule_runs.preview(workspace=workspace, rule=rule, today=today)

        assert (found.matched, found.would_change, len(found.sample)) == (2, 2, 2)
        assert not Rule.objects.exists()

    def test_needs_as_many_queries_for_23_rows_as_for_3(self, keep, workspace, maria, tree):
        rule = keep(about("place", category=tree["Travel"], rename_to="P", add_tags=["x"]))
        factories.make_transactions(workspace, 3)
        few = self.cost(workspace, rule)
        factories.make_transactions(workspace, 20)
        assert self.cost(workspace, rule) == few

    @staticmethod
    def cost(workspace, rule):
        with CaptureQueriesContext(connection) as found:
            rule_runs.plan(workspace=workspace, rule=rule, since=None)
        return len(found)
