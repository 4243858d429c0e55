"""Words of a model that sees: asked over real sockets in three protocols, well or badly answered."""

import base64
import io
import time

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from chat import services
from documents.models import Page
from documents.tools import pictures
from lumen.ai.llm import router
from lumen.ai.llm.base import ModelError
from lumen.ai.llm.door import PydanticModel
from lumen.ai.llm.offline import OfflineModel
from lumen.ai.media import captions
from lumen.ai.media.captions import NoCaptionsError, describe
from lumen.ai.tools.registry import ToolContext
from tests.documents.test_pictures_seen import make_photo
from tests.lumen.fake_models import FakeModels

pytestmark = pytest.mark.django_db


def a_jpeg(size=(1600, 900)):
    out = io.BytesIO()
    Image.new("RGB", size, "seagreen").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def fake(settings):
    server = FakeModels()
    server.text = "A green wall, evenly lit."
    settings.AI_MODEL, settings.AI_BASE_URL = "openai:eyes-1", f"{server.url}/v1"
    settings.AI_API_KEY, settings.PICTURE_CAPTIONS = "a-key", True
    router.breaker.succeeded()
    yield server
    server.close()


@pytest.fixture(params=["openai", "google", "anthropic"])
def model(request, fake):
    path = "/v1" if request.param == "openai" else ""
    return PydanticModel(f"{request.param}:eyes-1", api_key="a-key", base_url=fake.url + path)


def picture_sent(said):
    """The bytes of the picture in a request, wherever the protocol puts them."""
    if "contents" in said:
        parts = said["contents"][0]["parts"]
        return next(part["inlineData"]["data"] for part in parts if "inlineData" in part)
    parts = said["messages"][-1]["content"]
    for part in parts:
        if part["type"] == "image_url":
            head, _comma, data = part["image_url"]["url"].partition(",")
            assert head == "data:image/jpeg;base64"
            return data
        if part["type"] == "image":
            return part["source"]["data"]
    return None


class TestTheModel:
    def test_is_shown_small_pixels_and_the_question(self, model, fake):
        caption = describe(a_jpeg(), model, question="what colour is the wall?")

        assert caption == "A green wall, evenly lit."
        sent = base64.urlsafe_b64decode(picture_sent(fake.requests[0]).replace("+", "-").replace("/", "_"))
        assert Image.open(io.BytesIO(sent)).size == (1024, 576)
        assert "what colour is the wall?" in str(fake.requests[0])
        assert "Do not name or identify people" in str(fake.requests[0])

    @pytest.mark.parametrize(
        "behaviour", ["401", "429", "500", "404", "cut", "unfinished", "malformed", "html"]
    )
    def test_that_fails_says_nothing_of_the_picture(self, model, fake, behaviour):
        fake.behaviour = behaviour
        with pytest.raises(ModelError):
            describe(a_jpeg(), model)

    @pytest.mark.parametrize("text", ["", "   "])
    def test_that_says_nothing_is_no_caption(self, model, fake, text):
        fake.text = text
        with pytest.raises(ModelError):
            describe(a_jpeg(), model)

    def test_that_talks_on_is_cut_short(self, model, fake):
        fake.text = "wall " * 900
        assert len(describe(a_jpeg(), model)) <= captions.LONGEST

    def test_that_is_silent_is_left_within_a_second_of_the_stop(self, model, fake):
        fake.behaviour = "never"
        began = time.monotonic()
        with pytest.raises(ModelError):
            describe(a_jpeg(), model, should_stop=lambda: time.monotonic() - began > 0.3)
        assert time.monotonic() - began < 1.3

    def test_offline_sees_nothing(self, fake):
        with pytest.raises(NoCaptionsError, match="pictures leave this machine"):
            describe(a_jpeg(), OfflineModel())


class TestTheConsent:
    @pytest.fixture
    def asked(self, workspace, maria):
        membership = workspace.memberships.get(user=maria)
        document = make_photo(workspace)
        papers = (str(document.pk),)
        context = ToolContext(workspace=workspace, membership=membership, now=timezone.now(), papers=papers)
        return lambda: pictures.look_at_picture(context, text="describe this photo").text

    def test_to_answers_is_none_to_pictures(self, fake, workspace, maria, asked):
        services.give_consent(workspace=workspace, user=maria, model="openai:eyes-1", uses_tools=True)
        assert "has not agreed that pictures leave this machine" in asked()
        assert fake.requests == []

    def test_to_pictures_shows_them_and_keeps_the_words_under_the_models_name(
        self, fake, workspace, maria, asked
    ):
        services.give_consent(workspace=workspace, user=maria, model="openai:eyes-1", sees_pictures=True)
        assert "A green wall, evenly lit. (in the words of openai:eyes-1)" in asked()
        seen = Page.objects.get().seen
        assert (seen["caption"], seen["captioned_by"]) == ("A green wall, evenly lit.", "openai:eyes-1")

    def test_to_another_model_counts_for_none(self, fake, workspace, maria, asked):
        services.give_consent(workspace=workspace, user=maria, model="openai:other", sees_pictures=True)
        assert "has not agreed" in asked()
        assert fake.requests == []

    def test_degrades_to_what_is_measured_when_the_model_fails(self, fake, workspace, maria, asked):
        services.give_consent(workspace=workspace, user=maria, model="openai:eyes-1", sees_pictures=True)
        fake.behaviour = "html"
        said = asked()
        assert "Without one I say what I measure:" in said
        assert "pixels" in said

    def test_is_asked_in_its_own_words_and_given_by_its_own_tick(self, fake, workspace, as_maria):
        page = as_maria.get(reverse("chat:model")).content.decode()
        assert "pictures leave this machine" in page
        as_maria.post(reverse("chat:model"), {"consent": "give", "uses_tools": "on"})
        assert not services.ModelConsent.objects.get().sees_pictures
        as_maria.post(reverse("chat:model"), {"consent": "give", "sees_pictures": "on"})
        assert services.ModelConsent.objects.get().sees_pictures

    def test_is_not_offered_where_pictures_are_never_shown(self, fake, settings, as_maria):
        settings.PICTURE_CAPTIONS = False
        assert "pictures leave this machine" not in as_maria.get(reverse("chat:model")).content.decode()
