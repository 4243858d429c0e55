"""The sidebar: eight entries at most, and the customers of a business only."""

import re

import pytest
from django.urls import reverse

from accounts.models import Workspace

pytestmark = pytest.mark.django_db


def entries(client) -> list[str]:
    page = client.get(reverse("home")).content.decode()
    sidebar = page[page.index('class="sidebar') :]
    sidebar = sidebar[: sidebar.index("</nav>")]
    return re.findall(r'class="nav-item"[^>]*>.*?<span>([^<]+)</span>', sidebar, re.DOTALL)


class TestTheSidebar:
    @pytest.mark.parametrize(
        ("kind", "only"), [(Workspace.Kind.CONSUMER, "Settings"), (Workspace.Kind.BUSINESS, "Customers")]
    )
    def test_has_eight_entries_at_most(self, as_maria, workspace, kind, only):
        Workspace.objects.filter(pk=workspace.pk).update(kind=kind)
        named = entries(as_maria)

        assert len(named) <= 8
        assert {"Settings", "Customers"}.intersection(named) == {only}

    def test_leads_to_the_settings_from_the_menu_of_the_workspace(self, as_maria, workspace):
        Workspace.objects.filter(pk=workspace.pk).update(kind=Workspace.Kind.BUSINESS)
        page = as_maria.get(reverse("home")).content.decode()

        assert f'class="menu-item" href="{reverse("accounts:workspace")}"' in page
