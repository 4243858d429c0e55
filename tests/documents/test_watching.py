"""A folder whose files are taken in by themselves."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from documents.models import Document
from documents.watching import WatchedFolder
from tests.documents import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, workspace):
    return WatchedFolder(tmp_path, workspace)


def put(root, name, content=b"The gate code is 4711."):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


class TestWatchedFolder:
    def test_takes_a_file_when_it_has_stopped_growing(self, folder, tmp_path):
        path = put(tmp_path, "bills/2026/gate.txt", b"half")
        assert list(folder.look()) == []
        path.write_bytes(b"half and the rest")
        assert list(folder.look()) == []

        (taken,) = folder.look()

        document = Document.objects.get()
        assert (taken.path, taken.status) == ("bills/2026/gate.txt", "new")
        assert (document.source, document.folder, document.size) == ("folder", "bills/2026", 17)
        assert (tmp_path / "done/bills/2026/gate.txt").read_bytes() == b"half and the rest"
        assert not path.exists()
        assert list(folder.look()) == []

    def test_puts_aside_what_is_refused_and_writes_why(self, folder, tmp_path):
        put(tmp_path, "setup.exe", b"MZ\x00\x01" * 40)
        list(folder.look())

        (taken,) = folder.look()

        assert taken.status == "refused"
        assert (tmp_path / "refused/setup.exe").exists()
        assert "This is a program." in (tmp_path / "refused/setup.exe.why.txt").read_text()
        assert not Document.objects.exists()

    def test_moves_what_is_known_and_never_over_another(self, folder, tmp_path, workspace):
        factories.make_document(workspace)
        put(tmp_path, "done/gate.txt", b"of last week")
        put(tmp_path, "gate.txt")
        list(folder.look())

        (taken,) = folder.look()

        assert (taken.status, "already have" in taken.problem) == ("known", True)
        assert (tmp_path / "done/gate.txt").read_bytes() == b"of last week"
        assert (tmp_path / "done/gate (2).txt").exists()

    def test_passes_over_hidden_unfinished_and_linked_files(self, folder, tmp_path, tmp_path_factory):
        outside = put(tmp_path_factory.mktemp("outside"), "secret.txt")
        (tmp_path / "link.txt").symlink_to(outside)
        (tmp_path / "all").symlink_to(outside.parent)
        for name in (".hidden.txt", "a.pdf.part", "~$letter.docx", ".git/config.txt", "b.crdownload"):
            put(tmp_path, name)
        list(folder.look())

        assert list(folder.look()) == []
        assert outside.exists()

    def test_leaves_what_there_is_no_room_for(self, folder, tmp_path, settings):
        settings.DOCUMENTS_QUOTA_MB = 1
        path = put(tmp_path, "large.txt", b"x" * 1_100_000)
        list(folder.look())

        (taken,) = folder.look()

        assert taken.status == "waiting"
        assert path.exists()
        settings.DOCUMENTS_QUOTA_MB = 5
        list(folder.look())
        assert [one.status for one in folder.look()] == ["new"]


class TestCommand:
    def run(self, *arguments):
        out = StringIO()
        call_command("watch_folder", *arguments, stdout=out)
        return [json.loads(line) for line in out.getvalue().splitlines()]

    def test_once_takes_what_is_there_and_ends(self, workspace, tmp_path):
        put(tmp_path, "gate.txt")

        (line,) = self.run(str(tmp_path), "--workspace", workspace.slug, "--once", "--every", "0.05")

        assert line["status"] == "new"
        assert line["document_id"] == str(Document.objects.get().pk)

    def test_refuses_what_is_no_folder_and_an_unknown_workspace(self, workspace, tmp_path):
        with pytest.raises(CommandError, match="not a folder"):
            self.run(str(tmp_path / "none"), "--workspace", workspace.slug)
        with pytest.raises(CommandError, match="no workspace"):
            self.run(str(tmp_path), "--workspace", "nobody")
