"""The tags every template may use."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import timezone

from lumen.notifications import services as notifications
from lumen.templatetags import lumen as tags


def rendered(source, **context):
    return Template(source).render(Context(context)).strip()


class TestAmount:
    def test_of_money_out_has_a_true_minus_and_no_alarm(self):
        html = rendered('{% amount value "INR" %}', value=Decimal("-123456.5"))

        assert html == '<span class="amount amount-out">−₹1,23,456.50</span>'

    def test_of_money_in_says_so_by_its_sign(self):
        assert "+$12.00" in rendered('{% amount value "USD" %}', value=Decimal(12))

    def test_without_a_sign_is_neither_in_nor_out(self):
        html = rendered('{% amount value "INR" signed=False decimals=0 %}', value=Decimal("99.6"))

        assert html == '<span class="amount amount-out">₹100</span>'

    def test_that_is_unknown_says_why(self):
        assert "No exchange rate is known" in rendered('{% amount value "INR" %}', value=None)


class TestCounted:
    def test_groups_as_the_money_of_the_workspace_is_grouped(self):
        assert tags.counted(1234567, "INR") == "12,34,567"
        assert tags.counted(1234567, "USD") == "1,234,567"

    def test_leaves_a_small_count_alone(self):
        assert tags.counted(0, "INR") == "0"
        assert tags.counted(999, "USD") == "999"


class TestIcon:
    def test_is_decoration_unless_it_has_a_label(self):
        assert 'aria-hidden="true"' in rendered('{% icon "bell" %}')
        assert 'aria-label="Alerts"' in rendered('{% icon "bell" "Alerts" %}')


class TestRelativeDay:
    @pytest.mark.parametrize(("days", "words"), [(0, "Today"), (1, "Yesterday"), (3, "3 days ago")])
    def test_counts_up_to_a_week(self, days, words):
        assert tags.relative_day(timezone.localdate() - timedelta(days=days)) == words

    def test_is_a_date_beyond_a_week_and_ahead(self):
        today = timezone.localdate()

        assert tags.relative_day(today - timedelta(days=8)).endswith(str((today - timedelta(8)).year))
        assert "ago" not in tags.relative_day(today + timedelta(days=2))

    def test_of_nothing_is_nothing(self):
        assert tags.relative_day(None) == ""


class TestUrlWith:
    def test_changes_and_removes_parameters(self, rf):
        request = rf.get("/?q=tea&page=3")

        assert rendered("{% url_with page=4 %}", request=request) == "?q=tea&amp;page=4"
        assert rendered('{% url_with page="" %}', request=request) == "?q=tea"


class TestNavigation:
    def test_marks_the_page_that_is_open(self, as_maria):
        page = as_maria.get("/settings/preferences/").content.decode()

        assert page.count('href="/settings/preferences/" aria-current="page"') == 1
        assert 'href="/settings/workspace/" aria-current="page"' in page  # Settings, not General

    def test_counts_sign_in_pages_as_settings(self):
        assert tags._is_in_section("mfa_index", "settings")
        assert tags._is_in_section("account_email", "security")

    @pytest.mark.parametrize("view", ["inbox", "inbox-item", "sources", "source-new", "imap", "mail-upload"])
    def test_counts_what_comes_in_as_inbox(self, view):
        assert tags._is_in_section(f"transactions:{view}", "inbox")
        assert not tags._is_in_section(f"transactions:{view}", "transactions")

    def test_leaves_out_pages_that_do_not_exist(self, rf):
        source = '{% nav_item "no:such" "home" "Nowhere" %}'

        assert rendered(source, request=rf.get("/")) == ""


class TestUnreadNotifications:
    def test_counts_those_of_this_member_and_workspace(self, as_maria, maria, ben, workspace):
        for user in (maria, ben):
            notifications.notify(workspace=workspace, users=[user], kind="test", title="Hello")

        page = as_maria.get("/settings/preferences/").content.decode()

        assert '<span class="badge"' in page
        assert ">1</span>" in page

    def test_are_none_for_a_stranger(self, rf):
        assert rendered("{% unread_notifications %}", request=rf.get("/")) == "0"


class TestTheFrame:
    def test_costs_three_queries_beyond_session_member_and_page(
        self, as_maria, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(8):
            as_maria.get("/settings/preferences/")
