"""The ledger's pages, asked by all four and by nobody."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests.transactions import factories
from transactions.models import Account, Budget, Category, Merchant, Transaction
from transactions.services import budgets, catalog

pytestmark = pytest.mark.django_db
LIST = reverse("transactions:list")
NEW = reverse("transactions:new")
HTMX = {"HX-Request": "true", "HX-Target": "transaction-table"}
ALL_LISTS = ["list", "accounts", "categories", "merchants", "rules", "rates"]


def a_lunch(**changes):
    facts = {"amount": "12.30", "direction": "out", "merchant": "Truffles", "booked_on": "2024-11-15"}
    return {**facts, **changes}


@pytest.fixture
def row(workspace):
    return factories.make_transaction(workspace, merchant="Swiggy")


class TestEveryList:
    @pytest.mark.parametrize("name", ALL_LISTS)
    def test_is_shown_to_members_and_viewers(self, name, row, as_maria, as_ben, as_vera):
        for client in (as_maria, as_ben, as_vera):
            assert client.get(reverse(f"transactions:{name}")).status_code == 200

    @pytest.mark.parametrize("name", ALL_LISTS)
    def test_shows_a_stranger_nothing_of_ours(self, name, row, as_otto):
        response = as_otto.get(reverse(f"transactions:{name}"))
        body = b"".join(response) if response.streaming else response.content

        assert b"Swiggy" not in body
        assert b"HDFC" not in body

    @pytest.mark.parametrize("name", ALL_LISTS)
    def test_asks_nobody_to_sign_in(self, name, as_nobody):
        assert "/auth/login" in as_nobody.get(reverse(f"transactions:{name}"))["Location"]


class TestEveryWrite:
    @pytest.fixture
    def addresses(self, workspace, row):
        catalog.ensure_catalog(workspace)
        category = Category.objects.in_workspace(workspace).get(name="Fuel")
        rule = factories.make_rule(workspace, "x", category=category)
        change = self.change_of(workspace, row)
        return {
            **dict.fromkeys(("edit", "inline", "delete"), row.pk),
            **dict.fromkeys(("account-edit", "account-archive"), row.account_id),
            **dict.fromkeys(("category-edit", "category-merge", "budget-set", "budget-remove"), category.pk),
            **dict.fromkeys(("merchant-edit", "merchant-merge"), row.merchant_id),
            **dict.fromkeys(("rule-delete", "rule-edit", "rule-run"), rule.pk),
            **dict.fromkeys(("split", "unsplit"), row.pk),
            "undo": change.pk,
        }

    @staticmethod
    def change_of(workspace, row):
        from transactions.services import changes

        rows = Transaction.objects.filter(pk=row.pk)
        return changes.add_tag(workspace=workspace, actor=None, rows=rows, tag="x", now=timezone.now())

    def test_is_refused_to_viewers(self, addresses, as_vera):
        for name, pk in addresses.items():
            assert as_vera.post(reverse(f"transactions:{name}", args=[pk])).status_code == 403, name
        for name in ("new", "bulk", "account-new", "category-new", "rule-new", "rule-try", "rules-run"):
            assert as_vera.post(reverse(f"transactions:{name}")).status_code == 403, name

    def test_is_not_there_for_a_stranger(self, addresses, as_otto):
        for name, pk in addresses.items():
            assert as_otto.post(reverse(f"transactions:{name}", args=[pk])).status_code == 404, name

    def test_asks_nobody_to_sign_in(self, addresses, as_nobody):
        for name, pk in addresses.items():
            response = as_nobody.post(reverse(f"transactions:{name}", args=[pk]))
            assert "/auth/login" in response["Location"], name


class TestList:
    def test_shows_rows_by_day_with_totals(self, as_maria, workspace, row):
        factories.make_transaction(workspace, kind="refund", amount=Decimal(50), merchant="Swiggy")
        page = as_maria.get(LIST).content.decode()

        assert "Swiggy" in page
        assert "15 Nov 2024" in page
        assert "₹400.00" in page

    def test_needs_as_many_queries_for_23_rows_as_for_3(
        self, as_maria, workspace, django_assert_max_num_queries, django_assert_num_queries
    ):
        factories.make_transactions(workspace, 3, tags=("a",))
        as_maria.get(LIST)
        with django_assert_max_num_queries(14) as few:
            as_maria.get(LIST)
        factories.make_transactions(workspace, 20)
        with django_assert_num_queries(len(few)):
            as_maria.get(LIST)

    def test_answers_only_the_table_to_htmx(self, as_maria, row):
        page = as_maria.get(LIST, headers=HTMX).content.decode()

        assert page.strip().startswith("<section")
        assert "<html" not in page

    def test_keeps_filters_in_the_address_as_chips(self, as_maria, workspace, row):
        factories.make_transaction(workspace, merchant="Indian Oil")
        page = as_maria.get(LIST, {"q": "swiggy", "category": "Food & Dining", "from": "2024-01-01"})
        body = page.content.decode()

        assert page.context["page"].rows == [row]
        assert "Contains “swiggy”" in body
        assert 'href="?category=Food+%26+Dining&amp;from=2024-01-01"' in body

    def test_pages_forth_and_back_by_position(self, as_maria, workspace):
        factories.make_transactions(workspace, 120)
        first = as_maria.get(LIST)
        second = as_maria.get(LIST + first.context["next_url"])
        third = as_maria.get(LIST + second.context["next_url"])
        back = as_maria.get(LIST + third.context["previous_url"])

        def ids(page):
            return [row.pk for row in page.context["page"].rows]

        assert len(set(ids(first) + ids(second) + ids(third))) == 120
        assert ids(back) == ids(second)
        assert third.context["next_url"] == ""
        assert "51–100 of 120" in second.content.decode()
        assert first.context["previous_url"] == ""

    @pytest.mark.parametrize("sort", ["date", "-amount", "amount"])
    def test_pages_in_every_order(self, as_maria, workspace, sort):
        factories.make_transactions(workspace, 60)
        first = as_maria.get(LIST, {"sort": sort})
        second = as_maria.get(LIST + first.context["next_url"])
        sizes = [abs(row.amount) for page in (first, second) for row in page.context["page"].rows]

        assert len(sizes) == 60
        if "amount" in sort:
            assert sizes == sorted(sizes, reverse=sort == "-amount")

    def test_takes_a_broken_cursor_for_the_first_page(self, as_maria, row):
        for cursor in ("x", "W10", "ZZZZ", "bnVsbA", "W1siYSJdLDEsMV0"):
            assert as_maria.get(LIST, {"cursor": cursor}).context["page"].rows == [row]

    def test_says_what_is_wrong_with_a_filter(self, as_maria, row):
        page = as_maria.get(LIST, {"from": "tomorrow"}).content.decode()

        assert "year-month-day" in page
        assert "Swiggy" in page

    def test_tells_an_empty_ledger_from_an_empty_search(self, as_maria, workspace):
        assert "No transactions yet" in as_maria.get(LIST).content.decode()
        assert "Nothing fits these filters" in as_maria.get(LIST, {"q": "zz"}).content.decode()

    def test_escapes_what_strangers_wrote(self, as_maria, workspace):
        factories.make_transaction(workspace, merchant="<script>alert(1)</script>", note="<b>x</b>")
        page = as_maria.get(LIST).content.decode()

        assert "<script>alert" not in page
        assert "<b>x</b>" not in page


class TestQuickEntry:
    def test_records_money_out_as_a_negative_amount(self, as_ben, workspace):
        response = as_ben.post(NEW, a_lunch())

        lunch = Transaction.objects.get()
        assert response["Location"] == LIST
        assert lunch.workspace == workspace
        assert lunch.amount == Decimal("-12.30")

    def test_tells_htmx_what_was_saved(self, as_maria):
        response = as_maria.post(NEW, a_lunch(), headers={"HX-Request": "true"})

        assert response.status_code == 204
        assert "transaction-saved" in response["HX-Trigger"]

    def test_starts_another_on_request(self, as_maria):
        assert as_maria.post(f"{NEW}?full=0", a_lunch(again="1"))["Location"] == f"{NEW}?full=0"

    def test_refuses_tomorrow_and_saves_nothing(self, as_maria):
        tomorrow = timezone.localdate() + timezone.timedelta(days=2)
        response = as_maria.post(NEW, a_lunch(booked_on=tomorrow.isoformat()))

        assert response.status_code == 422
        assert "Choose today or an earlier date." in response.content.decode()
        assert not Transaction.objects.exists()

    def test_answers_the_dialog_with_its_own_form(self, as_maria):
        headers = {"HX-Request": "true", "HX-Target": "quick-entry-body"}
        response = as_maria.post(f"{NEW}?full=0", a_lunch(amount="-4"), headers=headers)

        assert response.status_code == 422
        assert "<html" not in response.content.decode()
        assert "more than zero" in response.content.decode()


class TestBusinessEntry:
    @pytest.fixture
    def invoice(self, workspace):
        account = factories.make_account(workspace, "Current")
        return {
            "amount": "1180",
            "currency": "INR",
            "kind": "expense",
            "merchant": "Kokuyo Camlin",
            "booked_on": "2024-11-14",
            "account": str(account.pk),
            "gstin": "27AAPFU0939F1ZV",
        }

    def test_serves_the_receipt_as_a_download_to_members_only(self, as_maria, as_otto, invoice):
        upload = SimpleUploadedFile("bill.pdf", b"%PDF-1.4\n%%EOF\n")
        as_maria.post(f"{NEW}?full=1", {**invoice, "receipt": upload})
        url = reverse("transactions:receipt", args=[Transaction.objects.get().pk])

        response = as_maria.get(url)
        assert "attachment" in response["Content-Disposition"]
        assert b"".join(response.streaming_content).startswith(b"%PDF")
        assert as_otto.get(url).status_code == 404

    def test_refuses_a_wrong_gstin_and_saves_nothing(self, as_maria, invoice):
        response = as_maria.post(f"{NEW}?full=1", {**invoice, "gstin": "27AAPFU0939F1ZX"})

        assert response.status_code == 422
        assert not Transaction.objects.exists()

    def test_asks_for_rupees_where_no_rate_is_known(self, as_maria, invoice):
        response = as_maria.post(f"{NEW}?full=1", {**invoice, "currency": "CHF"})

        assert "No CHF rate is known" in response.content.decode()
        assert not Transaction.objects.exists()

    def test_is_the_first_form_of_a_business(self, otto, as_otto):
        from accounts.models import Workspace

        Workspace.objects.filter(memberships__user=otto).update(kind="business")

        assert "GSTIN" in as_otto.get(NEW).content.decode()


class TestDetail:
    def test_shows_details_and_history_to_members_only(self, as_maria, as_vera, as_otto, row):
        url = reverse("transactions:detail", args=[row.pk])
        as_maria.post(reverse("transactions:inline", args=[row.pk]), {"note": "with Asha"})

        for client in (as_maria, as_vera):
            page = client.get(url).content.decode()
            assert "Swiggy" in page
            assert "with Asha" in page
        assert as_otto.get(url).status_code == 404

    def test_is_gone_when_deleted(self, as_maria, row):
        response = as_maria.post(reverse("transactions:delete", args=[row.pk]))

        assert as_maria.get(reverse("transactions:detail", args=[row.pk])).status_code == 404
        assert "Undo" in as_maria.get(response["Location"]).content.decode()

    def test_shows_the_evidence(self, as_maria, workspace, row):
        from transactions.models import Evidence, ImportBatch, ImportRow

        batch = ImportBatch.objects.create(workspace=workspace, filename="oct.csv", sha256="0" * 64)
        line = ImportRow.objects.create(batch=batch, line=7, status="new")
        Evidence.objects.create(transaction=row, import_row=line)

        assert (
            "Line 7 of oct.csv"
            in as_maria.get(reverse("transactions:detail", args=[row.pk])).content.decode()
        )


class TestEdit:
    def test_shows_and_saves_the_whole_row(self, as_ben, row):
        url = reverse("transactions:edit", args=[row.pk])
        assert 'value="450.00"' in as_ben.get(url).content.decode()
        facts = {
            "amount": "500",
            "currency": "INR",
            "kind": "expense",
            "merchant": "Zomato",
            "booked_on": "2024-11-14",
            "account": str(row.account_id),
            "category": str(row.category_id),
        }
        as_ben.post(url, facts)

        row.refresh_from_db()
        assert (row.amount, row.base_amount, row.merchant.name) == (-500, -500, "Zomato")

    def test_refuses_a_future_date_and_changes_nothing(self, as_maria, row):
        facts = {"amount": "500", "currency": "INR", "kind": "expense", "merchant": "Zomato"}
        facts |= {"booked_on": "2999-11-14", "account": str(row.account_id)}
        response = as_maria.post(reverse("transactions:edit", args=[row.pk]), facts)

        row.refresh_from_db()
        assert response.status_code == 422
        assert row.amount == -450


class TestInlineEdit:
    def test_sets_the_category_and_answers_the_row(self, as_maria, workspace, row):
        travel = factories.make_category(workspace, "Travel")
        response = as_maria.post(reverse("transactions:inline", args=[row.pk]), {"category": str(travel.pk)})

        row.refresh_from_db()
        assert response.content.decode().strip().startswith("<tr")
        assert (row.category, row.category_source) == (travel, "user")

    def test_refuses_a_category_of_another_kind(self, as_maria, workspace, row):
        salary = Category.objects.get(name="Salary")
        response = as_maria.post(reverse("transactions:inline", args=[row.pk]), {"category": str(salary.pk)})

        row.refresh_from_db()
        assert response.status_code == 422
        assert row.category.name == "Food & Dining"

    @pytest.mark.parametrize("value", ["nonsense", "00000000-0000-0000-0000-000000000000"])
    def test_knows_no_foreign_category(self, as_maria, row, value):
        url = reverse("transactions:inline", args=[row.pk])

        assert as_maria.post(url, {"category": value}).status_code == 404


class TestBulk:
    URL = reverse("transactions:bulk")

    def test_deletes_the_ticked_rows_and_offers_undo(self, as_maria, workspace):
        rows = factories.make_transactions(workspace, 3)
        page = as_maria.post(
            self.URL, {"action": "delete", "ids": [rows[0].pk, rows[1].pk]}, headers=HTMX
        ).content.decode()

        assert "2 rows deleted." in page
        assert Transaction.objects.live().count() == 1
        undo = page.partition('hx-post="/transactions/undo/')[2].partition('"')[0]
        as_maria.post(f"/transactions/undo/{undo}", headers=HTMX)
        assert Transaction.objects.live().count() == 3

    def test_takes_all_that_match_the_filters(self, as_maria, workspace, row):
        factories.make_transactions(workspace, 60, merchant="Truffles")
        as_maria.post(
            f"{self.URL}?q=truffles", {"action": "tag", "tag": "lunch", "matching": "1"}, headers=HTMX
        )

        assert Transaction.objects.filter(tags=["lunch"]).count() == 60

    def test_leaves_rows_of_others_alone(self, as_otto, row):
        as_otto.post(self.URL, {"action": "delete", "ids": [row.pk]}, headers=HTMX)

        assert Transaction.objects.live().count() == 1

    @pytest.mark.parametrize(
        "body",
        [{}, {"action": "delete"}, {"action": "category", "ids": ["x"]}, {"action": "fly", "ids": ["x"]}],
    )
    def test_says_what_is_missing(self, as_maria, row, body):
        assert as_maria.post(self.URL, body, headers=HTMX).status_code == 422
        assert Transaction.objects.live().count() == 1


class TestExport:
    def test_gives_the_filtered_rows_without_formulas(self, as_maria, workspace, row):
        factories.make_transaction(workspace, merchant='=HYPERLINK("http://x")', note="@sum")
        response = as_maria.get(reverse("transactions:export", args=["csv"]), {"q": "hyperlink"})
        body = b"".join(response.streaming_content).decode("utf-8-sig")

        assert "attachment" in response["Content-Disposition"]
        assert "'=HYPERLINK" in body
        assert "'@sum" in body
        assert "Swiggy" not in body
        assert "-450.00" in body


class TestCatalogPages:
    def test_make_and_archive_an_account(self, as_maria, workspace):
        facts = {
            "name": "ICICI Card",
            "kind": "card",
            "currency": "inr",
            "opening_balance": "0",
            "last4": "1234",
        }
        as_maria.post(reverse("transactions:account-new"), facts)
        account = Account.objects.get(name="ICICI Card")
        as_maria.post(reverse("transactions:account-archive", args=[account.pk]))

        account.refresh_from_db()
        assert account.is_archived

    def test_refuse_an_account_name_that_is_taken(self, as_maria, workspace):
        factories.make_account(workspace, "HDFC")
        facts = {"name": "hdfc", "kind": "bank", "currency": "INR", "opening_balance": "0"}
        response = as_maria.post(reverse("transactions:account-new"), facts)

        assert response.status_code == 422
        assert "You already have" in response.content.decode()

    def test_make_a_category_with_a_budget(self, as_maria, workspace):
        facts = {"name": "Coffee", "kind": "expense", "budget": "1,500"}
        as_maria.post(reverse("transactions:category-new"), facts)

        assert Budget.objects.get(category__name="Coffee").monthly_amount == 1500

    def test_show_progress_of_this_month(self, as_maria, workspace):
        category = factories.make_category(workspace)
        budgets.set_budget(workspace=workspace, actor=None, category=category, monthly_amount=Decimal(300))
        factories.make_transaction(workspace, booked_on=timezone.localdate(), merchant="Swiggy")
        page = as_maria.get(reverse("transactions:categories")).content.decode()

        assert "₹150" in page
        assert "over" in page

    def test_merge_categories(self, as_maria, workspace, row):
        other = factories.make_category(workspace, "Snacks")
        url = reverse("transactions:category-merge", args=[row.category_id])
        as_maria.post(url, {"into": str(other.pk)})

        row.refresh_from_db()
        assert row.category == other

    def test_preview_a_merge_of_merchants_before_doing_it(self, as_maria, workspace, row):
        factories.make_merchant(workspace, "Zomato")
        url = reverse("transactions:merchant-merge", args=[row.merchant_id])
        preview = as_maria.post(url, {"into": "zomato"})
        assert "1 transaction will belong to Zomato" in preview.content.decode()
        assert Merchant.objects.in_workspace(workspace).count() == 2

        as_maria.post(url, {"into": "zomato", "confirmed": "1"})
        row.refresh_from_db()
        assert row.merchant.name == "Zomato"

    def test_refuse_to_merge_with_nobody(self, as_maria, row):
        url = reverse("transactions:merchant-merge", args=[row.merchant_id])

        assert as_maria.post(url, {"into": "Nobody"}).status_code == 422
        assert as_maria.post(url, {"into": "Swiggy"}).status_code == 422

    @pytest.mark.parametrize("name", ["accounts", "categories", "merchants"])
    def test_need_as_many_queries_for_23_rows_as_for_3(
        self, name, as_maria, workspace, django_assert_max_num_queries, django_assert_num_queries
    ):
        url = reverse(f"transactions:{name}")
        for n in range(3):
            factories.make_transaction(
                workspace,
                merchant=f"M{n}",
                account=factories.make_account(workspace, f"A{n}"),
                category=f"C{n}",
            )
        as_maria.get(url)
        with django_assert_max_num_queries(12) as few:
            as_maria.get(url)
        for n in range(3, 23):
            factories.make_transaction(
                workspace,
                merchant=f"M{n}",
                account=factories.make_account(workspace, f"A{n}"),
                category=f"C{n}",
            )
        with django_assert_num_queries(len(few)):
            as_maria.get(url)
