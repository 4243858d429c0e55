"""People's own rules in the ledger: writing them, back-tests before saving, and speaking as payments come."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anomalies import judges, services
from anomalies.models import Feedback, Finding, FindingRule
from anomalies.rules import asking
from anomalies.services import rules
from lumen.audit.models import OutboxEvent
from lumen.notifications.models import Notification
from tests.anomalies.factories import a_payment, store
from transactions.models import Category, Recurring, Transaction
from transactions.rules.conditions import BadConditionError

pytestmark = pytest.mark.django_db
TODAY = date(2025, 11, 20)
NOW = datetime(2025, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_kept_judges():
    judges.forget()


def paid(workspace, amount, *, days_ago=0, **changes):
    told = {"name": "Coral Hotel", "category": "Travel"} | changes
    return store(workspace, [a_payment(day=TODAY - timedelta(days=days_ago), amount=amount, **told)])[0]


def make_rule(workspace, **changes):
    told = {"threshold": Decimal(10_000)} | changes
    actor = workspace.members.first()
    is_active = told.pop("is_active", True)
    draft = rules.Draft(**told, is_active=is_active)
    return rules.save_rule(workspace=workspace, actor=actor, rule=None, draft=draft)


def eating_out(workspace):
    food, _made = Category.objects.get_or_create(workspace=workspace, name="Eating out")
    return {
        "conditions": [{"field": "category", "op": "is", "value": [str(food.pk)]}],
        "measure": "total",
        "threshold": Decimal(15_000),
    }


def judge(*rows, now=NOW):
    return services.judge_transactions(transaction_ids=[str(row.pk) for row in rows], now=now)


class TestWriting:
    def test_is_named_by_what_it_says(self, workspace):
        rule = make_rule(workspace)

        assert rule.name == "One payment above ₹10,000"
        assert OutboxEvent.objects.get(action="finding_rule.created").facts["finding_rule_id"] == str(rule.pk)

    def test_two_of_one_name_get_a_number(self, workspace):
        make_rule(workspace)

        assert make_rule(workspace).name == "One payment above ₹10,000 (2)"

    def test_says_its_conditions(self, workspace):
        rule = make_rule(workspace, **eating_out(workspace))

        assert rule.name == "All in a month above ₹15,000, where category is Eating out"

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"threshold": None}, "This would speak of every payment."),
            ({"threshold": None, "measure": "total"}, "Say above which limit"),
            ({"threshold": Decimal(-1)}, "Write the limit without a sign"),
            ({"threshold": Decimal("2.5"), "measure": "count"}, "A number of payments is whole"),
            ({"measure": "mode"}, "Choose one of: each, total, count."),
            ({"level": "panic"}, "Choose one of: info, look, urgent."),
            (
                {"conditions": [{"field": "amount", "op": "more", "value": "much"}]},
                "Write the amount in digits",
            ),
            (
                {"conditions": [{"field": "account", "op": "is", "value": ["x"]}]},
                "Choose one of your accounts.",
            ),
        ],
    )
    def test_refuses_what_makes_no_sense_and_saves_nothing(self, workspace, changes, said):
        with pytest.raises((rules.BadFindingRuleError, BadConditionError), match=said):
            make_rule(workspace, **changes)

        assert not FindingRule.objects.exists()

    def test_there_are_a_hundred_at_most(self, workspace, monkeypatch):
        monkeypatch.setattr(rules, "MOST_RULES", 1)
        make_rule(workspace)

        with pytest.raises(rules.TooManyFindingRulesError):
            make_rule(workspace)
        assert FindingRule.objects.count() == 1

    def test_comes_back_under_another_name_when_its_own_is_taken(self, workspace, maria):
        gone = make_rule(workspace)
        rules.delete_rule(actor=maria, rule=gone, now=NOW)
        make_rule(workspace)

        rules.restore_rule(workspace=workspace, actor=maria, rule=gone)

        assert FindingRule.objects.kept().count() == 2
        assert gone.name == "One payment above ₹10,000 (2)"


class TestPreview:
    def test_counts_when_it_would_have_spoken_in_twelve_months(self, workspace):
        for ago in (1, 40, 80, 300, 370):
            paid(workspace, 12_400.0, days_ago=ago)
        paid(workspace, 900.0)

        found = asking.preview(workspace, FindingRule(workspace=workspace, threshold=10_000), today=TODAY)

        assert found.count == 4
        assert [one.row.booked_on for one in found.fired] == [
            TODAY - timedelta(days=ago) for ago in (1, 40, 80, 300)
        ]
        assert sum(found.months) == 4

    def test_a_month_is_counted_from_its_first_day(self, workspace):
        paid(workspace, 9_000.0, days_ago=367, category="Eating out")
        paid(workspace, 9_000.0, days_ago=360, category="Eating out")
        rule = FindingRule(workspace=workspace, **eating_out(workspace))

        assert asking.preview(workspace, rule, today=TODAY).count == 1

    def test_sees_nothing_of_another_workspace(self, workspace, otto):
        paid(otto.workspaces.get(), 90_000.0)

        rule = FindingRule(workspace=workspace, threshold=10_000)
        assert asking.preview(workspace, rule, today=TODAY).count == 0

    def test_looks_at_the_parts_of_a_split_and_not_at_what_was_deleted(self, workspace):
        whole, gone = paid(workspace, 30_000.0), paid(workspace, 20_000.0)
        part = paid(workspace, 12_000.0)
        Transaction.objects.filter(pk=whole.pk).update(is_split=True)
        Transaction.objects.filter(pk=part.pk).update(split_of=whole)
        Transaction.objects.filter(pk=gone.pk).update(deleted_at=NOW)

        found = asking.preview(workspace, FindingRule(workspace=workspace, threshold=10_000), today=TODAY)

        assert [one.row.pk for one in found.fired] == [part.pk]


class TestSpeaking:
    def test_from_the_first_payment_on(self, workspace):
        rule = make_rule(workspace, level="urgent")

        [finding] = judge(paid(workspace, 12_400.0))

        assert (finding.kind, finding.rule, finding.level) == ("custom_rule", rule, "urgent")
        assert finding.text == "₹12,400 at Coral Hotel: above your limit of ₹10,000 for one payment."
        assert services.rescore(finding).text == finding.text
        assert Notification.objects.exists()

    def test_twice_changes_nothing(self, workspace):
        make_rule(workspace)
        row = paid(workspace, 12_400.0)

        assert (len(judge(row)), len(judge(row))) == (1, 0)
        assert Finding.objects.count() == 1

    def test_two_rules_about_one_payment_both_speak(self, workspace):
        make_rule(workspace)
        make_rule(workspace, threshold=Decimal(12_000))

        assert len(judge(paid(workspace, 12_400.0))) == 2

    def test_a_month_that_went_above_is_told_once(self, workspace):
        make_rule(workspace, **eating_out(workspace))
        found = [
            len(judge(paid(workspace, 4_000.0, days_ago=ago, category="Eating out")))
            for ago in (7, 6, 5, 4, 3, 2)
        ]

        assert found == [0, 0, 0, 1, 0, 0]
        assert "Eating out reached ₹16,000 in November" in Finding.objects.get().text
        assert Finding.objects.get().related.count() == 3

    def test_what_comes_late_does_not_tell_of_the_month_again(self, workspace):
        make_rule(workspace, **eating_out(workspace))
        judge(*[paid(workspace, 8_000.0, days_ago=ago, category="Eating out") for ago in (2, 1)])

        assert judge(paid(workspace, 8_000.0, days_ago=5, category="Eating out")) == []
        assert Finding.objects.count() == 1

    def test_what_comes_late_may_be_what_makes_a_later_payment_one_too_many(self, workspace):
        make_rule(workspace, **eating_out(workspace))
        later = paid(workspace, 8_000.0, days_ago=1, category="Eating out")
        judge(later)

        [finding] = judge(paid(workspace, 8_000.0, days_ago=3, category="Eating out"))

        assert finding.transaction == later

    def test_a_new_limit_is_told_of_anew(self, workspace, maria):
        rule = make_rule(workspace, **eating_out(workspace))
        judge(*[paid(workspace, 8_000.0, days_ago=ago, category="Eating out") for ago in (2, 1)])
        draft = rules.Draft(**{**eating_out(workspace), "threshold": Decimal(20_000)})
        rules.save_rule(workspace=workspace, actor=maria, rule=rule, draft=draft)

        assert len(judge(paid(workspace, 8_000.0, category="Eating out"))) == 1

    def test_rows_older_than_a_week_are_history(self, workspace):
        make_rule(workspace)

        assert judge(paid(workspace, 12_400.0, days_ago=8)) == []

    @pytest.mark.parametrize("is_deleted", [True, False])
    def test_one_that_is_off_or_deleted_is_silent(self, workspace, maria, is_deleted):
        rule = make_rule(workspace, is_active=is_deleted)
        if is_deleted:
            rules.delete_rule(actor=maria, rule=rule, now=NOW)

        assert judge(paid(workspace, 12_400.0)) == []

    def test_of_another_workspace_is_silent(self, workspace, otto):
        make_rule(otto.workspaces.get())

        assert judge(paid(workspace, 12_400.0)) == []

    def test_muting_its_kind_mutes_that_rule_alone(self, workspace, maria):
        make_rule(workspace)
        other = make_rule(workspace, threshold=Decimal(11_000))
        muted = judge(paid(workspace, 12_400.0, days_ago=1))[0]
        services.give_feedback(finding=muted, verdict=Feedback.Verdict.MUTE_KIND, actor=maria, now=NOW)

        [finding] = judge(paid(workspace, 12_600.0))

        assert {muted.rule, finding.rule} == {*FindingRule.objects.all()}
        assert other in {finding.rule, muted.rule}

    def test_costs_the_same_for_one_rule_and_for_thirty(self, workspace, django_assert_num_queries):
        make_rule(workspace)
        row = paid(workspace, 900.0)
        judge(row)
        with CaptureQueriesContext(connection) as few:
            judge(row)
        for n in range(29):
            make_rule(workspace, threshold=Decimal(20_000 + n))
        with django_assert_num_queries(len(few)):
            judge(row)


class TestLookingBack:
    def test_the_command_prints_rules_and_charges_after_a_cancellation(self, workspace, capsys):
        make_rule(workspace)
        paid(workspace, 12_400.0, days_ago=60, key="hotel")
        row = paid(workspace, 649.0, name="Reelbox", category="Subscriptions", key="films")
        Recurring.objects.create(
            workspace=workspace, merchant=row.merchant, kind="expense", cadence="monthly", currency="INR",
            amount=Decimal(-649), cancelled_on=TODAY - timedelta(days=9),
        )  # fmt: skip

        call_command("notices", "--workspace", workspace.slug, "--from", "2025-01-01")

        told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [(one["kind"], one["ids"]) for one in told] == [
            ("custom_rule", ["hotel"]),
            ("charged_after_cancellation", ["films"]),
        ]
        assert told[1]["text"] == "Reelbox charged ₹649 on 20 Nov, though you cancelled it on 11 Nov."

    def test_notices_and_history_include_what_rules_say(self, workspace):
        make_rule(workspace)
        paid(workspace, 12_400.0, days_ago=60)

        made = services.judge_history(workspace=workspace, since=TODAY - timedelta(days=90), now=NOW)

        assert [finding.kind for finding in made] == ["custom_rule"]
        assert not Notification.objects.exists()

    def test_live_and_looking_back_say_the_same(self, workspace):
        make_rule(workspace)
        make_rule(workspace, **eating_out(workspace))
        rows = [paid(workspace, 2_600.0 * n, days_ago=7 - n, category="Eating out") for n in range(1, 8)]
        live = {(f.transaction_id, f.rule_id, f.text) for row in rows for f in judge(row)}
        Finding.objects.all().delete()

        back = services.judge_history(workspace=workspace, since=TODAY - timedelta(days=7), now=NOW)

        assert {(f.transaction_id, f.rule_id, f.text) for f in back if f.rule_id} == {
            one for one in live if one[1]
        }


def test_people_of_one_workspace_share_their_rules(workspace, ben):
    rule = make_rule(workspace)
    rules.switch_rule(actor=ben, rule=rule, is_active=False)

    assert OutboxEvent.objects.get(action="finding_rule.changed").actor_id == ben.pk
