"""Files in a bucket that speaks S3 instead of on the disk."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.files.storage import default_storage
from django.utils import timezone

from documents import services
from documents.models import Document
from tests.documents import factories
from tests.fakes import s3 as fake

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def bucket(settings):
    with fake.serving() as bucket:
        options = {
            **configured.S3_STORAGE["OPTIONS"],
            "bucket_name": fake.BUCKET,
            "endpoint_url": bucket.url,
            "region_name": "eu-central-1",
            "access_key": "a-key",
            "secret_key": "a-secret",
        }
        settings.STORAGES = {
            **settings.STORAGES, "default": {**configured.S3_STORAGE, "OPTIONS": options},
        }  # fmt: skip
        yield bucket


class TestABucket:
    def test_keeps_reads_and_forgets_a_paper(
        self, bucket, workspace, maria, django_capture_on_commit_callbacks
    ):
        content = factories.a_pdf("The rent is 900.", "Heat is 80.")
        with django_capture_on_commit_callbacks(execute=True):
            stored = services.store_upload(
                workspace=workspace, actor=maria, file=factories.upload(content), name="rent.pdf"
            )

        document = Document.objects.get()
        assert (document.status, document.pages.count()) == ("ready", 2)
        assert bucket.files[document.file.name] == content
        with services.open_file(document) as file:
            assert file.fileno() >= 0
            assert file.read() == content

        with django_capture_on_commit_callbacks(execute=True):
            services.delete(document=document, actor=maria, now=timezone.now())
            services.delete_for_good(document=document, actor=maria)
        assert stored.document.file.name not in bucket.files

    def test_keeps_versions_and_gives_them_back(self, bucket, workspace, maria):
        document = factories.make_document(workspace)
        services.add_version(
            document=document, actor=maria, file=factories.upload(b"Now 4712.", "b.txt"), name="b.txt"
        )
        services.restore_version(document=document, actor=maria, version=1)

        assert sorted(bucket.files.values()) == [
            b"Now 4712.", b"The gate code is 4711.", b"The gate code is 4711.",
        ]  # fmt: skip

    def test_forgets_the_pictures_of_a_paper(self, bucket):
        from django.core.files.base import ContentFile

        from documents import page_images

        default_storage.save("page-images/a/1-1100.png", ContentFile(b"picture"))
        default_storage.save("page-images/b/1-1100.png", ContentFile(b"another"))

        page_images.forget("a")

        assert list(bucket.files) == ["page-images/b/1-1100.png"]

    def test_that_lost_a_file_fails_with_a_sentence(self, bucket, workspace):
        document = factories.make_document(workspace)
        bucket.files.clear()

        from documents import processing

        processing.process(document_id=str(document.pk))

        document.refresh_from_db()
        assert (document.status, document.problem_code) == ("failed", "gone")

    def test_is_what_every_stored_file_goes_to(self, bucket):
        from django.core.files.base import ContentFile

        name = default_storage.save("exports/a.zip", ContentFile(b"packed"))

        assert bucket.files == {name: b"packed"}


def test_nothing_of_it_is_imported_without_it():
    code = (
        "import lumen.celery, django, sys; django.setup(); import documents.tasks; "
        "from django.core.files.storage import default_storage; default_storage.exists('x'); "
        "assert not {'boto3', 'storages'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
