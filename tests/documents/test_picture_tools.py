"""Asking about pictures in the chat, and finding them."""

import pytest
from django.utils import timezone

from documents.models import Page
from documents.tools import pictures
from documents.tools.picture_claims import claim_find, claim_look
from lumen.ai.tools import registry
from lumen.ai.tools.registry import ToolContext
from tests.documents import factories
from tests.documents.test_pictures_seen import make_photo, photo, with_place, with_seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def context(workspace, maria):
    return ToolContext(
        workspace=workspace, membership=workspace.memberships.get(user=maria), now=timezone.now()
    )


@pytest.fixture
def strangers(otto):
    """The workspace of somebody else."""
    return otto.memberships.get().workspace


def given(context, *documents):
    from dataclasses import replace

    return replace(context, papers=tuple(str(one.pk) for one in documents))


class TestAsking:
    def test_says_what_the_codes_of_the_attached_picture_mean(self, context, workspace):
        answer = pictures.look_at_picture(
            given(context, make_photo(workspace)), text="what does the QR code say?"
        )
        assert answer.status == "ok"
        assert "a payment of INR 318.40 to Lotus Stationers (lotus.stationers@okbank)" in answer.text
        assert "It reads" not in answer.text
        assert answer.citations[0].external_name == "photo.jpg"

    def test_counts_faces_as_a_number(self, context, workspace):
        document = with_seen(workspace, "team.png", faces=[[0, 0, 0.2, 0.2], [0.5, 0, 0.7, 0.2]])
        answer = pictures.look_at_picture(given(context, document), text="how many people are in this photo?")
        assert (answer.value, answer.unit) == (2, "count")

    def test_tells_the_place_only_when_it_is_asked(self, context, workspace):
        document = make_photo(workspace, photo(exif=with_place()))
        asked = pictures.look_at_picture(given(context, document), text="where was it taken")
        assert "18.52000, 73.85000" in asked.text
        whole = pictures.look_at_picture(given(context, document), text="describe this")
        assert "73.85" not in whole.text

    def test_names_the_setting_where_no_model_sees(self, context, workspace):
        document = with_seen(workspace, "kitchen.png", size=[40, 30], exif={})
        answer = pictures.look_at_picture(given(context, document), text="describe this photo")
        assert "AI_MODEL" in answer.text
        assert "40 × 30 pixels" in answer.text

    def test_asks_which_one_where_none_is_given(self, context, workspace):
        make_photo(workspace)
        answer = pictures.look_at_picture(context, text="scan the QR code in this image")
        assert answer.status == "clarify"

    def test_never_opens_a_picture_of_anstrangers(self, context, strangers):
        strange = make_photo(strangers)
        answer = pictures.look_at_picture(given(context, strange), text="what is in this picture")
        assert answer.status == "clarify"


class TestFinding:
    def test_takes_words_in_the_picture_colours_and_faces(self, context, workspace):
        router = with_seen(workspace, "IMG_1.png", text="ROUTER X200 serial 88-1")
        car = with_seen(workspace, "IMG_2.png", colours=[{"hex": "#b01010", "share": 0.4, "name": "red"}])
        team = with_seen(workspace, "IMG_33.png", faces=[[0, 0, 0.1, 0.1]])

        def names(text):
            return pictures.find_pictures(context, text=text).labels

        assert names("pictures with the router label") == [router.filename]
        assert names("show red pictures") == [car.filename]
        assert names("photos of people") == [team.filename]

    def test_says_by_what_it_searched_and_what_is_not_set_up(self, context, workspace):
        with_seen(workspace, "IMG_1.png", text="a red car")
        assert "PICTURE_MODEL" in pictures.find_pictures(context, text="photos of a car").text
        assert pictures.find_pictures(context, text="photos of a submarine").status == "no_data"

    def test_leaves_out_what_is_in_the_bin_or_elsewhere(self, context, workspace, strangers):
        with_seen(workspace, "IMG_1.png", text="router", deleted_at=None)
        gone = with_seen(workspace, "IMG_22.png", text="router")
        gone.deleted_at = timezone.now()
        gone.save()
        with_seen(strangers, "IMG_333.png", text="router")
        assert pictures.find_pictures(context, text="photos of the router").labels == ["IMG_1.png"]

    def test_reads_the_pictures_of_a_workspace_in_one_query(
        self, context, workspace, django_assert_num_queries
    ):
        for number in range(4):
            with_seen(workspace, f"{'x' * number}.png", text=f"router {number}")
        with django_assert_num_queries(1):
            pictures.find_pictures(context, text="photos of the router")


class TestAClaim:
    @pytest.mark.parametrize(
        "text",
        [
            "what's in this photo?",
            "scan this QR code please",
            "how many faces are in the picture",
            "What colours are in this image?",
            "when was this photo taken",
            "read the text in this screenshot",
            "describe the attached picture",
            "what does the barcode say",
        ],
    )
    def test_is_sure_of_questions_about_a_picture(self, context, text):
        assert claim_look(context, text).score > 0.95

    @pytest.mark.parametrize(
        "text", ["show photos of a red car", "find pictures with the router label", "photos of my bike"]
    )
    def test_is_sure_of_searches_for_pictures(self, context, text):
        assert claim_find(context, text).score > 0.9
        assert not claim_look(context, text).score

    @pytest.mark.parametrize(
        "text",
        [
            "how much did I spend on photo prints",
            "what is the big picture of my finances",
            "what does my lease say about pets",
            "draw a chart of my spending by category",
            "what is this month's rent",
            "show my spending last month",
        ],
    )
    def test_leaves_everything_else_alone(self, context, text):
        assert not claim_look(context, text).score
        assert not claim_find(context, text).score

    def test_takes_this_to_be_the_picture_that_was_given(self, context, workspace):
        document = with_seen(workspace, "a.png")
        claim = claim_look(given(context, document), "what is this?")
        assert claim.arguments["pictures"] == [str(document.pk)]
        letter = factories.make_ready(workspace, "Dear Maria")
        assert not claim_look(given(context, letter), "what is this?").score

    def test_belongs_to_a_registered_tool(self):
        assert registry.get("look_at_picture").utterances
        assert registry.get("find_pictures").utterances


class TestADescription:
    def test_keeps_the_models_words_under_its_name(self, workspace):
        from documents import looking

        document = with_seen(workspace, "kitchen.png")
        page = Page.objects.get(document=document)
        looking.note_caption(page, caption="A kitchen.", model="openai:eyes")
        seen = Page.objects.get(pk=page.pk).seen
        assert (seen["caption"], seen["captioned_by"]) == ("A kitchen.", "openai:eyes")
