"""Taking everything along, and nothing of other people's."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from accounts import exports, services
from accounts.models import DataExport, Membership
from lumen.notifications.services import notify
from tests import factories

pytestmark = pytest.mark.django_db
PAGE, NEW, API = "accounts:exports", "accounts:start-export", "/api/v1/exports"


def opened(answer):
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def rows(archive, name):
    return [json.loads(line) for line in archive.read(f"tables/{name}.jsonl").decode().splitlines()]


@pytest.fixture
def exported(as_maria, proven):
    proven(as_maria).post(reverse(NEW))
    return DataExport.objects.get()


def file_url(export):
    return reverse("accounts:export-file", args=[export.pk])


class TestExport:
    def test_holds_what_the_member_may_see(self, as_maria, maria, workspace, otto, proven):
        notify(workspace=workspace, users=[maria], kind="finding", title="Twice at the café?")
        notify(workspace=otto.workspaces.get(), users=[otto], kind="finding", title="Otto's secret")
        proven(as_maria).post(reverse(NEW))

        answer = as_maria.get(file_url(DataExport.objects.get()))

        assert answer["Content-Disposition"].startswith(f'attachment; filename="lumen-{workspace.slug}')
        archive = opened(answer)
        assert [row["title"] for row in rows(archive, "notifications-notification")] == ["Twice at the café?"]
        assert json.loads(archive.read("person.json"))["email"] == "maria@example.com"
        assert json.loads(archive.read("workspace.json"))["name"] == "Maria's money"
        assert b"workspace.created" in archive.read("audit.jsonl")
        assert not any(b"Otto" in archive.read(name) for name in archive.namelist())

    def test_keeps_private_rows_of_other_members_out(self, as_vera, vera, maria, workspace, proven):
        notify(workspace=workspace, users=[maria], kind="finding", title="For Maria")
        notify(workspace=workspace, users=[vera], kind="finding", title="For Vera")
        proven(as_vera).post(reverse(NEW))

        archive = opened(as_vera.get(file_url(DataExport.objects.get())))

        assert [row["title"] for row in rows(archive, "notifications-notification")] == ["For Vera"]
        assert "audit.jsonl" not in archive.namelist()

    def test_holds_no_keys(self, as_maria, maria, workspace, proven):
        issued = services.create_api_token(
            workspace=workspace, user=maria, name="script", scopes=["read"], expires_at=None
        )
        proven(as_maria).post(reverse(NEW))
        archive = opened(as_maria.get(file_url(DataExport.objects.get())))
        everything = b"".join(archive.read(name) for name in archive.namelist())
        assert b"script" in everything
        for secret in (issued.text, issued.token.digest, maria.password):
            assert secret.encode() not in everything

    def test_knows_every_table_of_a_workspace(self):
        found = {table.model._meta.label: table for table in exports.tables()}
        for model in apps.get_models():
            fields = {field.name for field in model._meta.concrete_fields}
            if "workspace" in fields and model._meta.label not in exports.DERIVED:
                assert model._meta.label in found
        assert found["chat.Message"].to_person == "conversation__user"
        assert found["documents.Page"].to_workspace == "document__workspace"

    def test_asks_for_the_password_again(self, as_maria):
        assert as_maria.post(reverse(NEW)).url.startswith("/auth/reauthenticate/")
        assert not DataExport.objects.exists()

    def test_belongs_to_its_member(self, exported, as_ben, as_otto, as_nobody):
        for client in (as_ben, as_otto):
            assert client.get(file_url(exported)).status_code == 404
            assert client.get(f"{API}/{exported.pk}").status_code == 404
            assert client.get(f"{API}/{exported.pk}/file").status_code == 404
        assert as_nobody.get(file_url(exported)).url.startswith("/auth/login/")

    def test_is_made_one_at_a_time(self, workspace, maria):
        services.start_export(workspace=workspace, user=maria, now=timezone.now())
        with pytest.raises(services.ExportRunningError):
            services.start_export(workspace=workspace, user=maria, now=timezone.now())
        assert DataExport.objects.count() == 1

    def test_says_when_it_failed(self, workspace, maria, monkeypatch):
        export = services.start_export(workspace=workspace, user=maria, now=timezone.now())
        monkeypatch.setattr("accounts.services.exports.write_export", lambda **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            services.build_export(export=export)
        assert DataExport.objects.get().status == "failed"

    def test_is_forgotten_after_a_week_with_its_file(self, exported, django_capture_on_commit_callbacks):
        assert default_storage.exists(exported.file.name)
        with (
            time_machine.travel(timezone.now() + timedelta(days=8)),
            django_capture_on_commit_callbacks(execute=True),
        ):
            assert services.forget_old_exports(now=timezone.now()) == 1
        assert not default_storage.exists(exported.file.name)

    def test_goes_with_its_workspace(self, exported, workspace, maria, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            services.delete_workspace(workspace=workspace, actor=maria)
        assert not default_storage.exists(exported.file.name)

    def test_shows_on_its_page(self, exported, as_maria, as_vera):
        assert file_url(exported) in as_maria.get(reverse(PAGE)).content.decode()
        assert "No exports yet" in as_vera.get(reverse(PAGE)).content.decode()


class TestApi:
    def test_makes_lists_and_hands_over(self, as_vera, vera):
        made = as_vera.post(API)
        assert made.status_code == 201
        assert set(made.json()) == {"id", "status", "size", "created_at", "expires_at"}
        (listed,) = as_vera.get(API).json()["results"]
        assert (listed["id"], listed["status"]) == (made.json()["id"], "ready")
        assert as_vera.get(f"{API}/{listed['id']}").json() == listed
        assert "person.json" in opened(as_vera.get(f"{API}/{listed['id']}/file")).namelist()

    def test_is_over_with_the_membership(self, as_vera, vera, workspace):
        made = as_vera.post(API).json()
        Membership.objects.get(user=vera).delete()
        factories.make_workspace(owner=vera)
        assert as_vera.get(f"{API}/{made['id']}/file").status_code == 404
