"""The pages and the API of people's own rules."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from anomalies.models import Finding, FindingRule
from anomalies.services import rules
from tests.anomalies.factories import store, today_payment
from transactions.models import Category

pytestmark = pytest.mark.django_db
RULES, NEW, TRY = (reverse(f"anomalies:{name}") for name in ("rules", "rule-new", "rule-try"))
API = "/api/v1/finding-rules"


def written(*conditions, **extra):
    """The editor's form: conditions as (field, compare, value[, second])."""
    rows = [(*each, "")[:4] for each in conditions]
    names = ("field", "compare", "value", "second")
    form = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    told = {"measure": "each", "window": "month", "threshold": "10,000", "level": "look", "name": ""}
    return form | told | {"is_active": "on"} | extra


def make_rule(workspace, **changes):
    draft = rules.Draft(**{"threshold": Decimal(10_000)} | changes)
    return rules.save_rule(workspace=workspace, actor=workspace.members.first(), rule=None, draft=draft)


def htmx(target):
    return {"HX-Request": "true", "HX-Target": target}


class TestList:
    def test_shows_rules_in_words_with_how_often_they_spoke(self, as_maria, workspace):
        rule = make_rule(workspace)
        [row] = store(workspace, [today_payment(amount=12_400.0)])
        Finding.objects.create(
            workspace=workspace, transaction=row, kind="custom_rule", rule=rule, level="look", score=5,
            title="x", text="x", model_version="t", happened_on=row.booked_on, noticed_at=timezone.now(),
        )  # fmt: skip

        page = as_maria.get(RULES).content.decode()

        assert "One payment above ₹10,000" in page
        assert "Spoke once in 12 months" in page

    def test_needs_as_many_queries_for_23_rules_as_for_3(
        self, as_maria, workspace, django_assert_max_num_queries, django_assert_num_queries
    ):
        for n in range(3):
            make_rule(workspace, threshold=Decimal(n + 1))
        as_maria.get(RULES)
        with django_assert_max_num_queries(12) as few:
            as_maria.get(RULES)
        for n in range(20):
            make_rule(workspace, threshold=Decimal(n + 100))
        with django_assert_num_queries(len(few)):
            as_maria.get(RULES)

    def test_switches_deletes_and_brings_back(self, as_maria, workspace):
        rule = make_rule(workspace)

        def act(action):
            return as_maria.post(reverse("anomalies:rule-action", args=[rule.pk, action]))

        act("off")
        rule.refresh_from_db()
        assert not rule.is_active
        act("on")
        answer = as_maria.post(reverse("anomalies:rule-delete", args=[rule.pk]), follow=True)
        assert reverse("anomalies:rule-action", args=[rule.pk, "restore"]) in answer.content.decode()
        assert not FindingRule.objects.kept().exists()
        assert act("on").status_code == 404
        act("restore")
        assert FindingRule.objects.kept().get() == rule
        assert act("explode").status_code == 404

    def test_viewers_read_but_change_nothing(self, as_vera, workspace):
        rule = make_rule(workspace)

        assert as_vera.get(RULES).status_code == 200
        assert NEW not in as_vera.get(RULES).content.decode()
        for url in (NEW, TRY, reverse("anomalies:rule-edit", args=[rule.pk])):
            assert as_vera.post(url, written()).status_code == 403
        assert as_vera.post(reverse("anomalies:rule-delete", args=[rule.pk])).status_code == 403
        assert as_vera.post(reverse("anomalies:rule-action", args=[rule.pk, "off"])).status_code == 403
        assert FindingRule.objects.kept().get().is_active

    def test_strangers_find_nothing(self, as_otto, workspace):
        rule = make_rule(workspace)

        assert "above ₹10,000" not in as_otto.get(RULES).content.decode()
        assert as_otto.get(reverse("anomalies:rule-edit", args=[rule.pk])).status_code == 404
        assert as_otto.post(reverse("anomalies:rule-delete", args=[rule.pk])).status_code == 404
        assert as_otto.post(reverse("anomalies:rule-action", args=[rule.pk, "off"])).status_code == 404

    def test_nobody_is_asked_to_sign_in(self, client):
        for url in (RULES, NEW):
            assert client.get(url).status_code == 302


class TestEditor:
    def test_saves_what_was_written(self, as_ben, workspace):
        answer = as_ben.post(NEW, written(("merchant", "contains", "coral"), ("direction", "is", "out")))

        rule = FindingRule.objects.get()
        assert answer.url == RULES
        assert (rule.workspace, rule.threshold, rule.measure) == (workspace, Decimal(10_000), "each")
        assert rule.conditions == [
            {"field": "merchant", "op": "contains", "value": "coral"},
            {"field": "direction", "op": "is", "value": ["out"]},
        ]

    def test_changes_a_rule_and_keeps_its_own_name(self, as_maria, workspace):
        rule = make_rule(workspace, name="Big ones")

        page = as_maria.get(reverse("anomalies:rule-edit", args=[rule.pk])).content.decode()
        as_maria.post(
            reverse("anomalies:rule-edit", args=[rule.pk]), written(name="Big ones", threshold="20000")
        )

        assert 'value="Big ones"' in page
        assert 'value="10000"' in page
        rule.refresh_from_db()
        assert (rule.name, rule.threshold) == ("Big ones", Decimal(20_000))

    @pytest.mark.parametrize(
        ("form", "said"),
        [
            (written(threshold="lots"), "Write the limit in digits"),
            (written(threshold="-4"), "Write the limit without a sign"),
            (written(threshold=""), "This would speak of every payment."),
            (written(threshold="", measure="total"), "Say above which limit"),
            (written(("amount", "more", "x")), "Condition 1: Write the amount in digits"),
            (written(("category", "is", "")), "Condition 1: Choose one of your categories."),
        ],
    )
    def test_says_what_is_wrong_and_saves_nothing(self, as_maria, form, said):
        answer = as_maria.post(NEW, form)

        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert not FindingRule.objects.exists()

    def test_adds_and_takes_away_conditions_without_saving(self, as_maria):
        more = as_maria.post(NEW, written(add_condition="1"), headers=htmx("rule-builder"))
        fewer = as_maria.post(
            NEW, written(("merchant", "is", "x"), remove_condition="0"), headers=htmx("rule-builder")
        )

        assert more.content.decode().count('name="compare"') == 1
        assert 'name="compare"' not in fewer.content.decode()
        assert not FindingRule.objects.exists()

    @pytest.mark.parametrize(
        ("code", "shown"),
        [
            ("large", 'value="15000"'),
            ("month", "Look at"),
            ("many", 'value="10"'),
            ("abroad", "Anything in another currency"),
            ("night", 'value="23:00"'),
            ("unheard-of", "Tell me of"),
        ],
    )
    def test_begins_with_what_many_people_want(self, as_maria, workspace, code, shown):
        store(workspace, [today_payment(amount=14_200.0)])

        page = as_maria.get(f"{NEW}?preset={code}").content.decode()

        assert shown in page or code == "month"

    def test_the_month_of_a_category_begins_with_the_dearest(self, as_maria, workspace):
        store(workspace, [today_payment(amount=14_200.0), today_payment(amount=99.0, category="Fuel")])

        page = as_maria.get(f"{NEW}?preset=month").content.decode()

        food = Category.objects.get(workspace=workspace, name="Food & Dining")
        assert f'<option value="{food.pk}" selected>' in page
        assert 'value="15000"' in page


class TestTrying:
    def test_shows_when_it_would_have_spoken_and_what_it_would_say(self, as_maria, workspace):
        store(workspace, [today_payment(amount=amount) for amount in (12_400.0, 900.0, 11e3, 12e3, 13e3)])

        page = as_maria.post(TRY, written()).content.decode()

        assert "Would have spoken <strong>4</strong> times." in " ".join(page.split())
        assert "above your limit of ₹10,000 for one payment." in page
        assert page.count("<tr>") == 5
        assert not FindingRule.objects.exists()

    def test_says_what_a_rule_still_lacks(self, as_maria):
        assert (
            "Say above which limit"
            in as_maria.post(TRY, written(threshold="", measure="count")).content.decode()
        )
        assert "Write the limit in digits" in as_maria.post(TRY, written(threshold="x")).content.decode()

    def test_costs_the_same_for_few_rows_and_for_many(self, as_maria, workspace, django_assert_num_queries):
        store(workspace, [today_payment(amount=12_000.0) for _ in range(3)])
        as_maria.post(TRY, written())
        with CaptureQueriesContext(connection) as few:
            as_maria.post(TRY, written())
        store(workspace, [today_payment(amount=12_000.0) for _ in range(20)])
        with django_assert_num_queries(len(few)):
            as_maria.post(TRY, written())


class TestApi:
    def body(self, **changes):
        return {"threshold": "10000", "conditions": []} | changes

    def test_makes_lists_changes_and_deletes(self, as_maria, workspace):
        made = as_maria.post(API, self.body(), content_type="application/json")
        assert made.status_code == 201
        told = made.json()
        assert told["name"] == "One payment above ₹10,000"
        url = f"{API}/{told['id']}"

        changed = as_maria.patch(url, {"threshold": "12000.00", "name": ""}, content_type="application/json")
        assert changed.json()["threshold"] == "12000.00"
        assert [one["id"] for one in as_maria.get(API).json()["results"]] == [told["id"]]
        assert as_maria.delete(url).status_code == 204
        assert as_maria.get(url).status_code == 404

    def test_the_same_key_makes_one_rule(self, as_maria):
        for _ in range(2):
            as_maria.post(
                API, self.body(), content_type="application/json", headers={"Idempotency-Key": "rule-1"}
            )

        assert FindingRule.objects.count() == 1

    def test_previews_saved_and_unsaved(self, as_maria, workspace):
        [row] = store(workspace, [today_payment(amount=12_400.0, name="Coral Hotel")])
        rule = make_rule(workspace, threshold=Decimal(20_000))

        unsaved = as_maria.post(f"{API}/preview", self.body(), content_type="application/json").json()
        saved = as_maria.post(f"{API}/{rule.pk}/preview").json()

        assert (unsaved["count"], saved["count"]) == (1, 0)
        assert (len(unsaved["months"]), sum(unsaved["months"])) == (12, 1)
        assert unsaved["fired"][0]["transaction"]["id"] == str(row.pk)
        assert unsaved["fired"][0]["text"].startswith("₹12,400 at Coral Hotel: above your limit")
        assert FindingRule.objects.get() == rule

    def test_says_what_is_wrong(self, as_maria):
        answer = as_maria.post(
            API, self.body(measure="total", threshold=None), content_type="application/json"
        )

        assert answer.status_code == 422
        assert answer.json()["code"] == "bad-finding-rule"

    def test_strangers_viewers_and_nobody(self, as_otto, as_vera, client, workspace):
        rule = make_rule(workspace)
        url = f"{API}/{rule.pk}"

        for path in (url, f"{url}/preview"):
            answer = as_otto.get(path) if path == url else as_otto.post(path)
            assert answer.status_code == 404
        assert as_otto.delete(url).status_code == 404
        assert as_vera.get(url).status_code == 200
        assert as_vera.post(API, self.body(), content_type="application/json").status_code == 403
        assert as_vera.delete(url).status_code == 403
        assert client.get(API).status_code in {401, 403}
        assert FindingRule.objects.kept().count() == 1
