"""One paper for whoever holds its link."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from documents import services
from documents.models import ShareLink
from documents.services import sharing
from lumen.audit.models import AuditEvent
from tests.documents import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def rent(workspace):
    return factories.make_read(workspace, factories.RENT)


@pytest.fixture
def share(rent, maria):
    def make(password="", days=7):
        return sharing.create_link(
            document=rent, actor=maria, days=days, password=password, now=timezone.now()
        )

    return make


def addresses(token):
    return [
        reverse("documents:shared", args=[token]),
        reverse("documents:shared-page", args=[token, 1]),
        reverse("documents:shared-file", args=[token]),
    ]


class TestMakingALink:
    def test_shows_it_once_and_keeps_only_a_digest(self, as_maria, rent):
        text = as_maria.post(
            reverse("documents:share", args=[rent.pk]), {"days": 7, "password": ""}
        ).content.decode()

        token = text.partition("/documents/shared/")[2].partition("/")[0]
        link = ShareLink.objects.get()
        assert link.token_hash == sharing.digest_of(token)
        assert (
            token
            not in as_maria.get(
                reverse("documents:detail", args=[rent.pk]), {"side": "share"}
            ).content.decode()
        )
        assert AuditEvent.objects.filter(action="document.shared").exists()

    @pytest.mark.parametrize("wrong", [{"days": 0}, {"days": 5_000}, {"password": "short"}])
    def test_refuses_odd_wishes(self, as_maria, rent, wrong):
        given = {"days": 7, "password": "", **wrong}

        assert as_maria.post(reverse("documents:share", args=[rent.pk]), given).status_code == 422
        assert not ShareLink.objects.exists()

    def test_needs_a_paper_that_was_read(self, workspace, maria):
        with pytest.raises(sharing.CannotShareError):
            sharing.create_link(
                document=factories.make_document(workspace),
                actor=maria,
                days=7,
                password="",
                now=timezone.now(),
            )
        assert not ShareLink.objects.exists()

    def test_can_be_taken_back_by_members_only(self, as_ben, as_vera, as_otto, share):
        link = share().link
        address = reverse("documents:share-revoke", args=[link.document_id, link.pk])

        assert as_vera.post(address).status_code == 403
        assert as_otto.post(address).status_code == 404
        as_ben.post(address)
        link.refresh_from_db()
        assert link.revoked_at

    def test_is_not_for_viewers_and_strangers(self, as_vera, as_otto, rent):
        address = reverse("documents:share", args=[rent.pk])

        assert as_vera.post(address, {"days": 7}).status_code == 403
        assert as_otto.post(address, {"days": 7}).status_code == 404


class TestOpeningALink:
    def test_shows_the_paper_to_nobody_in_particular(self, as_nobody, share):
        made = share()

        page, picture, file = (as_nobody.get(address) for address in addresses(made.token))

        assert "Residential Rent Agreement" in page.content.decode()
        assert picture["Content-Type"] == "image/png"
        assert file["Content-Disposition"].startswith("attachment")
        for answer in (page, picture, file):
            assert answer.status_code == 200
            assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"
            assert answer["Referrer-Policy"] == "same-origin"
            assert answer["Cache-Control"] == "private, no-store"
        assert ShareLink.objects.get().opened == 1

    def test_asks_for_the_password_first(self, as_nobody, share):
        made = share(password="open sesame")
        page, picture, file = addresses(made.token)

        assert "This paper has a password" in as_nobody.get(page).content.decode()
        assert as_nobody.get(picture).status_code == 404
        assert as_nobody.get(file).status_code == 404
        assert as_nobody.post(page, {"password": "wrong one"}).status_code == 422
        as_nobody.post(page, {"password": "open sesame"})
        assert "Residential" in as_nobody.get(page).content.decode()
        assert as_nobody.get(picture).status_code == 200

    def test_lets_nobody_guess_the_password_for_long(self, as_nobody, share):
        page = addresses(share(password="open sesame").token)[0]
        for _ in range(sharing.TRIES):
            as_nobody.post(page, {"password": "wrong one"})

        assert as_nobody.post(page, {"password": "open sesame"}).status_code == 429

    def test_gives_404_for_a_made_up_token_and_refuses_many(self, as_nobody):
        page = addresses("made-up")[0]

        assert as_nobody.get(page).status_code == 404
        for _ in range(sharing.TRIES * 3):
            as_nobody.get(page)
        assert as_nobody.get(page).status_code == 429

    @pytest.mark.parametrize("end", ["revoked", "expired", "binned"])
    def test_ends(self, as_nobody, share, maria, end):
        made = share()
        if end == "revoked":
            sharing.revoke_link(link=made.link, actor=maria, now=timezone.now())
        elif end == "expired":
            ShareLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        else:
            services.delete(document=made.link.document, actor=maria, now=timezone.now())

        assert [as_nobody.get(address).status_code for address in addresses(made.token)] == [404, 404, 404]
        assert "Ask whoever sent it" in as_nobody.get(addresses(made.token)[0]).content.decode()

    def test_shows_nothing_else_of_the_house(self, as_nobody, share, rent):
        rent.number = "SECRET-77"
        rent.save()

        text = as_nobody.get(addresses(share().token)[0]).content.decode()

        assert "SECRET-77" not in text
        assert str(rent.pk) not in text
