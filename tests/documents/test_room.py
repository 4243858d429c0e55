"""The last free room of a workspace, wanted by two at the same moment."""

import threading

import pytest
from django.db import connections

from documents import services
from documents.models import Document
from documents.services import quota
from documents.services.quota import MEGABYTE
from tests.documents import factories

AT_ONCE = 4


@pytest.mark.django_db(transaction=True)
class TestTheLastRoom:
    def test_is_given_away_once(self, workspace, maria, settings, tmp_path):
        settings.DOCUMENTS_QUOTA_MB, settings.MEDIA_ROOT = 1, str(tmp_path)
        papers = [f"Paper {n}. ".encode() * (MEGABYTE // 12) for n in range(AT_ONCE)]
        all_looked = threading.Barrier(AT_ONCE)
        refused = []

        def store(content, name):
            try:
                quota.require_room(workspace, len(content))
                all_looked.wait(timeout=30)
                services.store_upload(
                    workspace=workspace, actor=maria, file=factories.upload(content), name=name, queue=False
                )
            except services.QuotaError as error:
                refused.append(error.detail)
            finally:
                connections.close_all()

        threads = [
            threading.Thread(target=store, args=(content, f"{n}.txt")) for n, content in enumerate(papers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)

        assert len(refused) == AT_ONCE - 1
        document = Document.objects.get()
        kept = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert [path.name for path in kept] == [document.file.name.rpartition("/")[2]]
        assert services.storage_use(workspace).left_bytes < document.size
