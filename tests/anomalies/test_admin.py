import pytest
from django.urls import reverse

from anomalies import services
from tests import factories as people
from tests.anomalies.factories import NOW, make_finding

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_staff(db, client):
    staff = people.make_user("staff@example.com", is_staff=True, is_superuser=True)
    client.force_login(staff)
    return client


@pytest.mark.parametrize("model", ["finding", "feedback", "trainedmodel"])
def test_lists_and_searches(as_staff, workspace, maria, model):
    finding = make_finding(workspace)
    services.give_feedback(finding=finding, verdict="expected", actor=maria, now=NOW)

    page = as_staff.get(reverse(f"admin:anomalies_{model}_changelist"), {"q": "Udupi"})

    assert page.status_code == 200


def test_a_finding_is_read_and_not_changed(as_staff, workspace):
    finding = make_finding(workspace)
    url = reverse("admin:anomalies_finding_change", args=[finding.pk])

    assert as_staff.get(url).status_code == 200
    assert as_staff.post(url, {"title": "x"}).status_code == 403


def test_nobody_else_gets_in(as_maria):
    assert as_maria.get(reverse("admin:anomalies_finding_changelist")).status_code == 302
