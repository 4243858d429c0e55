"""The ledger over REST."""

from decimal import Decimal

import pytest

from tests.transactions import factories
from transactions.models import Account, Budget, Category, Transaction
from transactions.services import catalog

pytestmark = pytest.mark.django_db
API = "/api/v1"
LISTS = ["transactions", "accounts", "categories", "merchants", "rules", "budgets", "transactions/export.csv"]


def a_lunch(**changes):
    return {"amount": "450.00", "booked_on": "2024-11-15", "merchant": "Swiggy", **changes}


def send(client, method, path, body=None):
    return getattr(client, method)(f"{API}/{path}", body, content_type="application/json")


@pytest.fixture
def row(workspace):
    return factories.make_transaction(workspace, merchant="Swiggy")


class TestWhoMay:
    @pytest.mark.parametrize("path", LISTS)
    def test_members_and_viewers_read(self, path, row, as_maria, as_ben, as_vera):
        for client in (as_maria, as_ben, as_vera):
            assert client.get(f"{API}/{path}").status_code == 200

    @pytest.mark.parametrize("path", LISTS)
    def test_a_stranger_sees_nothing_of_ours(self, path, row, as_otto):
        response = as_otto.get(f"{API}/{path}")
        body = b"".join(response) if response.streaming else response.content

        assert b"Swiggy" not in body
        assert b"HDFC" not in body

    @pytest.mark.parametrize("path", LISTS)
    def test_nobody_is_told_to_sign_in(self, path, as_nobody):
        assert as_nobody.get(f"{API}/{path}").status_code == 401

    def test_viewers_write_nothing(self, row, as_vera):
        for path in ("transactions", "transactions/bulk", "accounts", "categories", "rules", "budgets"):
            assert send(as_vera, "post", path, {}).status_code == 403
        assert send(as_vera, "patch", f"transactions/{row.pk}", {"note": "x"}).status_code == 403
        assert send(as_vera, "delete", f"transactions/{row.pk}").status_code == 403

    def test_a_strangers_ids_do_not_exist(self, workspace, row, as_otto):
        category = factories.make_category(workspace)
        rule = factories.make_rule(workspace, "x", category=category)
        budget = Budget.objects.create(workspace=workspace, category=category, monthly_amount=1)
        paths = [f"transactions/{row.pk}", f"accounts/{row.account_id}", f"categories/{category.pk}"]
        paths += [f"merchants/{row.merchant_id}", f"rules/{rule.pk}", f"budgets/{budget.pk}"]
        for path in paths:
            for method in ("get", "patch", "delete"):
                if (method, path[:9]) != ("delete", "merchants"):
                    assert send(as_otto, method, path, {}).status_code == 404, (method, path)


class TestTransactions:
    def test_records_one_and_leaves_no_field_out(self, as_maria, workspace):
        response = send(as_maria, "post", "transactions", a_lunch())
        body = response.json()

        assert response.status_code == 201
        assert (body["amount"], body["currency"], body["direction"]) == ("-450.00", "INR", "debit")
        assert (body["kind"], body["category"]["name"]) == ("expense", "Food & Dining")
        assert body["account"]["name"] == "Cash"
        assert {"booked_at": None, "tax_amount": None, "edited_at": None}.items() <= body.items()
        assert Transaction.objects.get().origin == "api"

    def test_records_every_field(self, as_maria, workspace):
        factories.make_account(workspace, "Current")
        body = a_lunch(
            account="current",
            category="travel",
            direction="debit",
            booked_at="14:05",
            tags=["Goa", "#goa"],
            gstin="27AAPFU0939F1ZV",
            hsn_sac="4820",
            tax_amount="18.00",
            note="n",
            method="UPI",
            reference="R1",
            external_id="x1",
            invoice_number="I1",
        )
        factories.make_category(workspace, "Travel")
        found = send(as_maria, "post", "transactions", body).json()

        assert (found["category"]["name"], found["category_source"]) == ("Travel", "user")
        assert (found["tags"], found["tax_amount"]) == (["goa"], "18.00")
        assert (found["account"]["name"], found["external_id"]) == ("Current", "x1")

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"amount": "-5"}, "more than zero"),
            ({"amount": "0"}, "more than zero"),
            ({"booked_on": "2999-01-01"}, "today or an earlier date"),
            ({"booked_on": "0025-11-05"}, "after 1969"),
            ({"currency": "RUP"}, "not a currency code"),
            ({"currency": "CHF"}, "No CHF rate is known"),
            ({"kind": "income"}, "money in"),
            ({"kind": "expense", "direction": "credit"}, "Money in"),
            ({"gstin": "27AAPFU0939F1ZX"}, "does not fit"),
            ({"category": "Nothing"}, "no such category"),
            ({"category": "Salary"}, "another kind"),
            ({"account": "Nowhere"}, "no such account"),
            ({"merchant": ""}, "blank"),
        ],
    )
    def test_refuses_with_a_sentence_and_saves_nothing(self, as_maria, workspace, changes, sentence):
        catalog.ensure_catalog(workspace)
        response = send(as_maria, "post", "transactions", a_lunch(**changes))

        assert response.status_code == 400
        assert response["Content-Type"] == "application/problem+json"
        assert sentence in response.json()["detail"]
        assert not Transaction.objects.exists()

    def test_records_once_for_one_idempotency_key(self, as_maria):
        for _ in range(2):
            as_maria.post(
                f"{API}/transactions",
                a_lunch(),
                content_type="application/json",
                headers={"Idempotency-Key": "k1"},
            )

        assert Transaction.objects.count() == 1

    def test_takes_a_foreign_amount_with_its_worth(self, as_maria):
        body = a_lunch(currency="USD", amount="10.00", base_amount="845.00")
        found = send(as_maria, "post", "transactions", body).json()

        assert (found["amount"], found["base_amount"], found["base_currency"]) == ("-10.00", "-845.00", "INR")

    def test_changes_only_what_is_sent(self, as_maria, row):
        found = send(as_maria, "patch", f"transactions/{row.pk}", {"amount": "500.00", "note": "x"}).json()

        assert (found["amount"], found["base_amount"], found["note"]) == ("-500.00", "-500.00", "x")
        assert found["merchant"]["name"] == "Swiggy"
        assert found["edited_at"]

    def test_turns_the_direction_with_the_kind(self, as_maria, row):
        body = {"direction": "credit", "kind": "refund"}
        found = send(as_maria, "patch", f"transactions/{row.pk}", body).json()

        assert (found["amount"], found["kind"]) == ("450.00", "refund")

    def test_takes_the_category_away_with_null(self, as_maria, row):
        found = send(as_maria, "patch", f"transactions/{row.pk}", {"category": None}).json()

        assert (found["category"], found["category_source"]) == (None, None)

    def test_refuses_a_change_that_makes_no_sense(self, as_maria, row):
        response = send(as_maria, "patch", f"transactions/{row.pk}", {"kind": "income"})

        row.refresh_from_db()
        assert response.json()["code"] == "misfit-sign"
        assert row.kind == "expense"

    def test_deletes(self, as_maria, row):
        assert send(as_maria, "delete", f"transactions/{row.pk}").status_code == 204
        assert send(as_maria, "get", f"transactions/{row.pk}").status_code == 404


class TestList:
    def test_needs_as_many_queries_for_23_rows_as_for_3(
        self, as_maria, workspace, django_assert_max_num_queries, django_assert_num_queries
    ):
        factories.make_transactions(workspace, 3)
        with django_assert_max_num_queries(6) as few:
            as_maria.get(f"{API}/transactions")
        factories.make_transactions(workspace, 20)
        with django_assert_num_queries(len(few)):
            as_maria.get(f"{API}/transactions")

    def test_walks_by_cursor(self, as_maria, workspace):
        factories.make_transactions(workspace, 30)
        seen, cursor = [], ""
        while cursor is not None:
            page = as_maria.get(f"{API}/transactions", {"limit": 7, "cursor": cursor}).json()
            seen += [row["id"] for row in page["results"]]
            cursor = page["next"]

        assert len(seen) == len(set(seen)) == 30

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ("q=swiggy", 1), ("from=2024-11-15&to=2024-11-15", 2), ("to=2024-11-14", 0), ("category=Fuel", 1),
            ("merchant=Indian Oil", 1), ("account=HDFC Savings", 2), ("min=1000", 1), ("max=1000", 1),
            ("currency=INR", 2), ("direction=debit", 2), ("direction=credit", 0), ("source=form", 2),
            ("flagged=true", 0), ("kind=refund", 0), ("tag=x", 0),
        ],
    )  # fmt: skip
    def test_filters(self, as_maria, workspace, row, query, count):
        factories.make_transaction(workspace, merchant="Indian Oil", amount=Decimal(-2000))

        assert len(as_maria.get(f"{API}/transactions?{query}").json()["results"]) == count

    @pytest.mark.parametrize("query", ["from=never", "min=x", "currency=ZZZ", "direction=up", "kind=gift"])
    def test_refuses_filters_that_make_no_sense(self, as_maria, query):
        assert as_maria.get(f"{API}/transactions?{query}").status_code == 400


class TestBulk:
    def test_files_tags_and_deletes(self, as_maria, workspace):
        rows = factories.make_transactions(workspace, 3)
        ids = [str(row.pk) for row in rows]
        factories.make_category(workspace, "Travel")
        bodies = [
            {"action": "category", "category": "travel"},
            {"action": "tag", "tag": "goa"},
            {"action": "delete"},
        ]
        for body in bodies:
            assert send(as_maria, "post", "transactions/bulk", {"ids": ids, **body}).json()["count"] == 3
        assert not Transaction.objects.live().exists()

    def test_leaves_rows_of_others_alone(self, as_otto, row):
        body = {"action": "delete", "ids": [str(row.pk)]}

        assert send(as_otto, "post", "transactions/bulk", body).json()["count"] == 0
        assert Transaction.objects.live().exists()

    def test_refuses_a_tag_without_a_word(self, as_maria, row):
        body = {"action": "tag", "ids": [str(row.pk)]}

        assert send(as_maria, "post", "transactions/bulk", body).status_code == 400


class TestCatalog:
    def test_accounts_are_made_changed_and_deleted(self, as_maria):
        made = send(
            as_maria, "post", "accounts", {"name": "ICICI", "kind": "card", "opening_balance": "10.00"}
        )
        path = f"accounts/{made.json()['id']}"

        assert (made.status_code, made.json()["balance"]) == (201, "10.00")
        assert send(as_maria, "patch", path, {"is_archived": True}).json()["is_archived"] is True
        assert send(as_maria, "delete", path).status_code == 204

    def test_an_account_with_history_stays(self, as_maria, row):
        assert send(as_maria, "delete", f"accounts/{row.account_id}").status_code == 409
        assert Account.objects.filter(pk=row.account_id).exists()

    def test_a_name_is_taken_once(self, as_maria, row):
        response = send(as_maria, "post", "accounts", {"name": "hdfc savings"})

        assert response.json()["code"] == "name-taken"

    def test_categories_are_made_renamed_and_merged(self, as_maria, workspace, row):
        made = send(as_maria, "post", "categories", {"name": "Snacks", "kind": "expense"}).json()
        renamed = send(as_maria, "patch", f"categories/{made['id']}", {"name": "Bites"}).json()
        assert (renamed["name"], renamed["parent"]) == ("Bites", None)

        response = as_maria.delete(f"{API}/categories/{row.category_id}?into=Bites")
        row.refresh_from_db()
        assert response.status_code == 204
        assert row.category.name == "Bites"

    def test_a_foreign_parent_does_not_exist(self, as_maria, workspace, otto):
        from accounts.models import Workspace

        theirs = factories.make_category(Workspace.objects.get(name="Otto's money"), "Theirs")
        body = {"name": "Mine", "kind": "expense", "parent": str(theirs.pk)}

        assert send(as_maria, "post", "categories", body).status_code == 400
        assert not Category.objects.filter(name="Mine").exists()

    def test_merchants_are_renamed_and_merged(self, as_maria, workspace, row):
        zomato = factories.make_merchant(workspace, "Zomato")
        path = f"merchants/{row.merchant_id}"
        renamed = send(as_maria, "patch", path, {"name": "Swiggy Food", "category": "Travel"}).json()
        assert (renamed["name"], renamed["category"]["name"]) == ("Swiggy Food", "Travel")
        assert "swiggy" in renamed["aliases"]

        merged = send(as_maria, "patch", path, {"merge_into": str(zomato.pk)}).json()
        assert merged["name"] == "Zomato"

    def test_rules_are_made_tried_and_deleted(self, as_maria, workspace, row):
        body = {"contains": "Swig", "category": "Travel"}
        rule = send(as_maria, "post", "rules", body).json()
        asked = [{"field": "text", "op": "contains", "value": "Swig"}]
        assert (rule["conditions"], rule["is_active"]) == (asked, True)

        preview = send(as_maria, "post", f"rules/{rule['id']}/preview").json()
        assert set(preview) == {"matched", "would_change", "sample"}
        assert (
            send(as_maria, "patch", f"rules/{rule['id']}", {"is_active": False}).json()["is_active"] is False
        )
        assert send(as_maria, "delete", f"rules/{rule['id']}").status_code == 204

    def test_budgets_are_set_changed_and_removed(self, as_maria, workspace):
        factories.make_category(workspace, "Fuel")
        made = send(as_maria, "post", "budgets", {"category": "fuel", "monthly_amount": "5000"}).json()
        assert (made["monthly_amount"], made["currency"]) == ("5000.00", "INR")

        path = f"budgets/{made['id']}"
        assert send(as_maria, "patch", path, {"monthly_amount": "6000"}).json()["monthly_amount"] == "6000.00"
        assert send(as_maria, "patch", path, {"monthly_amount": "-1"}).status_code == 400
        assert send(as_maria, "delete", path).status_code == 204
        assert not Budget.objects.exists()
