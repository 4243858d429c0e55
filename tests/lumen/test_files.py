"""Stored files end with the row that names them."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from documents.models import Document

pytestmark = pytest.mark.django_db


class TestStoredFiles:
    def test_go_when_their_workspace_is_deleted_and_not_before_it_is_certain(
        self, workspace, django_capture_on_commit_callbacks
    ):
        paper = Document.objects.create(
            workspace=workspace,
            file=ContentFile(b"words", name="paper.txt"),
            filename="paper.txt",
            content_type="text/plain",
            size=5,
            sha256="0" * 64,
        )
        name = paper.file.name

        with django_capture_on_commit_callbacks() as waiting:
            workspace.delete()

        assert default_storage.exists(name)
        for call in waiting:
            call()
        assert not default_storage.exists(name)
