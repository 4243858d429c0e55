"""The pages and the API of rules."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.transactions import factories
from transactions.models import Category, Rule, Transaction
from transactions.services import catalog

pytestmark = pytest.mark.django_db
RULES, NEW, TRY = (reverse(f"transactions:{name}") for name in ("rules", "rule-new", "rule-try"))
API = "/api/v1"


@pytest.fixture
def tree(workspace):
    catalog.ensure_catalog(workspace)
    return {row.name: row for row in Category.objects.in_workspace(workspace)}


@pytest.fixture
def row(workspace, tree):
    return factories.make_transaction(
        workspace, merchant="Swiggy", origin="sms", booked_on=timezone.localdate(), kind=""
    )


def written(*conditions, **extra):
    """The editor's form: conditions as (field, compare, value[, second])."""
    rows = [(*each, "")[:4] for each in conditions]
    names = ("field", "compare", "value", "second")
    form = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    return {**form, "match": "all", "is_active": "on", **extra}


def htmx(target):
    return {"HX-Request": "true", "HX-Target": target}


class TestList:
    def test_shows_rules_in_words_in_their_order(self, as_maria, workspace, tree):
        factories.make_rule(workspace, "swiggy", category=tree["Travel"], position=2)
        factories.make_rule(workspace, "uber", add_tags=["ride"], position=1)
        page = as_maria.get(RULES).content.decode()
        assert page.index("text contains “uber”") < page.index("text contains “swiggy”")
        assert "tag it #ride" in page

    def test_needs_as_many_queries_for_23_rules_as_for_3(
        self, as_maria, workspace, django_assert_max_num_queries, django_assert_num_queries
    ):
        for n in range(3):
            factories.make_rule(workspace, f"w{n}", add_tags=["x"])
        as_maria.get(RULES)
        with django_assert_max_num_queries(12) as few:
            as_maria.get(RULES)
        for n in range(20):
            factories.make_rule(workspace, f"v{n}", add_tags=["x"])
        with django_assert_num_queries(len(few)):
            as_maria.get(RULES)

    def test_moves_switches_copies_deletes_and_brings_back(self, as_maria, workspace):
        one, two = (
            factories.make_rule(workspace, word, add_tags=["x"], position=at)
            for at, word in enumerate(("one", "two"))
        )

        def act(rule, action):
            return as_maria.post(reverse("transactions:rule-action", args=[rule.pk, action]))

        act(two, "up"), act(two, "off")
        kept = Rule.objects.in_workspace(workspace).kept()
        assert [(rule.pk, rule.is_active) for rule in kept] == [(two.pk, False), (one.pk, True)]

        answer = as_maria.post(reverse("transactions:rule-delete", args=[one.pk]), follow=True)
        assert reverse("transactions:rule-action", args=[one.pk, "restore"]) in answer.content.decode()
        assert (act(one, "up").status_code, act(two, "restore").status_code) == (404, 404)
        act(one, "restore"), act(two, "on"), act(two, "copy")
        assert kept.all().count() == 3
        assert act(two, "explode").status_code == 404

    def test_takes_the_order_that_was_dragged(self, as_maria, workspace, otto):
        rules = [factories.make_rule(workspace, f"w{n}", add_tags=["x"], position=n) for n in range(3)]
        foreign = factories.make_rule(otto.memberships.get().workspace, "theirs", position=7)
        ids = [str(rule.pk) for rule in (rules[2], foreign, rules[0])]
        as_maria.post(reverse("transactions:rule-order"), {"ids": [*ids, "nonsense"]})
        kept = Rule.objects.in_workspace(workspace).kept()
        assert [rule.name for rule in kept] == ["w2", "w0", "w1"]
        foreign.refresh_from_db()
        assert foreign.position == 7


class TestEditor:
    def test_saves_conditions_and_actions(self, as_maria, workspace, tree):
        body = written(
            ("text", "contains", "swig"),
            ("amount", "not-between", "100", "200"),
            ("category", "empty", ""),
            ("weekday", "is", "weekend"),
            category=str(tree["Travel"].pk),
            rename_to="Tiffin",
            tags="Food, #Work",
            stops="on",
            part_category=[str(tree["Home"].pk), ""],
            part_share=["40%", ""],
            part_note=["half", ""],
            save="1",
        )
        assert as_maria.post(NEW, body)["Location"] == RULES
        rule = Rule.objects.get()

        assert rule.conditions == [
            {"field": "text", "op": "contains", "value": "swig"},
            {"field": "amount", "op": "between", "value": ["100", "200"], "not": True},
            {"field": "category", "op": "empty", "value": ""},
            {"field": "weekday", "op": "is", "value": ["weekend"]},
        ]
        assert (rule.category, rule.rename_to, rule.add_tags, rule.stops) == (
            tree["Travel"], "Tiffin", ["food", "work"], True,
        )  # fmt: skip
        assert rule.splits[0] == {"category": str(tree["Home"].pk), "share": "40%", "note": "half"}
        page = as_maria.get(reverse("transactions:rule-edit", args=[rule.pk])).content.decode()
        assert 'value="Tiffin"' in page
        assert "is not between" in page

    def test_says_which_condition_makes_no_sense(self, as_maria, workspace):
        body = written(("text", "contains", "a"), ("amount", "less", "lots"), tags="x", save="1")
        answer = as_maria.post(NEW, body)
        assert answer.status_code == 422
        assert "Condition 2: Write the amount in digits" in answer.content.decode()
        assert not Rule.objects.exists()

    def test_changes_its_controls_with_the_field(self, as_maria, workspace, row):
        body = written(("account", "contains", "old words"), refresh="1")
        answer = as_maria.post(NEW, body, headers=htmx("rule-builder")).content.decode()
        assert "<html" not in answer
        assert "HDFC Savings" in answer
        assert "old words" not in answer

    def test_adds_and_removes_conditions_and_parts_without_a_script(self, as_maria, workspace):
        rows = [("text", "contains", "one"), ("text", "contains", "two")]
        more = as_maria.post(NEW, written(*rows, add_condition="1")).content.decode()
        fewer = as_maria.post(NEW, written(*rows, remove_condition="0")).content.decode()
        parts = as_maria.post(NEW, written(*rows, add_part="1")).content.decode()
        assert (more.count('name="compare"'), fewer.count('name="compare"')) == (3, 1)
        assert ('value="one"' in fewer, parts.count("data-share")) == (False, 2)
        assert not Rule.objects.exists()

    def test_starts_from_a_payment(self, as_maria, as_otto, row):
        page = as_maria.get(f"{NEW}?from={row.pk}").content.decode()
        assert 'value="Swiggy"' in page
        assert "selected>Money out" in page
        assert as_otto.get(f"{NEW}?from={row.pk}").status_code == 404

    def test_shows_what_it_would_have_matched_while_one_writes(self, as_maria, row):
        body = written(("text", "contains", "swig"))
        answer = as_maria.post(TRY, body).content.decode()
        assert "<strong>1</strong> payment" in answer
        assert "Swiggy" in answer
        assert not Rule.objects.exists()
        refused = as_maria.post(TRY, written(("amount", "less", "")))
        assert "in digits" in refused.content.decode()

    def test_viewers_and_strangers_cannot(self, as_vera, as_otto, workspace):
        rule = factories.make_rule(workspace, "x", add_tags=["x"])
        for name in ("rule-edit", "rule-run"):
            url = reverse(f"transactions:{name}", args=[rule.pk])
            assert (as_vera.get(url).status_code, as_otto.get(url).status_code) == (403, 404)
        for action in ("up", "off", "copy"):
            url = reverse("transactions:rule-action", args=[rule.pk, action])
            assert (as_vera.post(url).status_code, as_otto.post(url).status_code) == (403, 404)
        assert as_vera.post(reverse("transactions:rule-order")).status_code == 403


class TestRun:
    def test_shows_before_and_after_then_changes_and_offers_undo(self, as_maria, workspace, row, tree):
        rule = factories.make_rule(workspace, "swiggy", category=tree["Travel"])
        url = reverse("transactions:rule-run", args=[rule.pk])
        page = as_maria.get(url).content.decode()
        assert "Food &amp; Dining" in page
        assert "Travel" in page
        row.refresh_from_db()
        assert row.category.name == "Food & Dining"

        answer = as_maria.post(url, {"period": "all"}, follow=True)
        row.refresh_from_db()
        assert row.category == tree["Travel"]
        assert "Rules changed 1 payment." in answer.content.decode()
        detail = as_maria.get(reverse("transactions:detail", args=[row.pk])).content.decode()
        assert "by your rule “swiggy”" in detail

    def test_says_when_nothing_would_change(self, as_maria, workspace):
        assert "Nothing would change" in as_maria.get(reverse("transactions:rules-run")).content.decode()


class TestApi:
    def send(self, client, method, path, body=None):
        return getattr(client, method)(f"{API}/{path}", body, content_type="application/json")

    def test_takes_conditions_and_actions_and_shows_them_again(self, as_maria, tree):
        body = {
            "name": "Weekend trips",
            "match": "any",
            "conditions": [{"field": "weekday", "op": "is", "value": ["sat", "sun"], "not": True}],
            "category": "Travel",
            "add_tags": ["Trip"],
            "splits": [{"category": "Fuel", "share": "40%"}, {}],
        }
        made = self.send(as_maria, "post", "rules", body)
        assert made.status_code == 201, made.json()
        rule = made.json()
        assert rule["conditions"] == [{"field": "weekday", "op": "is", "value": ["sat", "sun"], "not": True}]
        assert (rule["category"]["name"], rule["add_tags"], rule["match"]) == ("Travel", ["trip"], "any")
        assert rule["splits"][0]["category"] == str(tree["Fuel"].pk)

        first = self.send(
            as_maria, "post", "rules", {"contains": "uber", "add_tags": ["x"], "position": 1}
        ).json()
        assert [each["id"] for each in as_maria.get(f"{API}/rules").json()["results"]] == [
            first["id"],
            rule["id"],
        ]
        changed = self.send(
            as_maria, "patch", f"rules/{rule['id']}", {"category": None, "position": 1}
        ).json()
        assert (changed["category"], changed["position"], changed["add_tags"]) == (None, 1, ["trip"])

    def test_refuses_what_makes_no_sense(self, as_maria, tree):
        for body, code in (
            (
                {"conditions": [{"field": "amount", "op": "less", "value": "x"}], "ignores": True},
                "bad-condition",
            ),
            ({"contains": "uber"}, "bad-rule"),
            ({"add_tags": ["x"]}, "bad-condition"),
        ):
            answer = self.send(as_maria, "post", "rules", body)
            assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert not Rule.objects.exists()

    def test_runs_dry_and_for_good(self, as_maria, workspace, row, tree):
        rule = factories.make_rule(workspace, "swiggy", category=tree["Travel"])
        dry = self.send(as_maria, "post", f"rules/{rule.pk}/run", {}).json()
        assert (dry["matched"], dry["would_change"], dry["change"]) == (1, 1, None)
        done = self.send(as_maria, "post", f"rules/{rule.pk}/run", {"apply": True}).json()
        assert done["change"]
        assert Transaction.objects.get(pk=row.pk).category == tree["Travel"]
        assert row.amount == Decimal("-450.00")

    def test_viewers_and_strangers_cannot(self, as_vera, as_otto, workspace):
        rule = factories.make_rule(workspace, "x", add_tags=["x"])
        assert self.send(as_vera, "post", f"rules/{rule.pk}/run", {}).status_code == 403
        assert self.send(as_otto, "post", f"rules/{rule.pk}/run", {}).status_code == 404
