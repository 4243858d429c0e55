"""Pictures by a configured provider: asked first, kept with the model's name, and nothing half-kept."""

import base64
import io
import json
import socket
import time
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.models import Membership
from chat import carrying, proposals, services
from chat.models import Message, ModelUse, Proposal
from chat.proposals import AlreadyDecidedError
from documents.models import Document
from documents.services import storing
from documents.tools import making
from documents.tools.making_claims import claim_make, named_after, prompt_of
from documents.tools.picture_claims import claim_find
from lumen.ai.agent import planner
from lumen.ai.llm.budgets import Purse
from lumen.ai.media import making as maker
from lumen.ai.media.making import (
    MakerDownError,
    MakerRefusedError,
    NoMakerError,
    NoPictureError,
    make_picture,
    require_configured,
)
from lumen.ai.tools import calling, registry
from lumen.ai.tools.calling import NotPermittedError
from lumen.ai.tools.registry import ToolContext
from tests.fakes import transcribers
from tests.transactions import factories

pytestmark = pytest.mark.django_db
ASKED = "draw a picture of a red bicycle please"


def a_picture(kind="PNG", size=(64, 48)):
    out = io.BytesIO()
    Image.new("RGB", size, "firebrick").save(out, kind)
    return out.getvalue()


@pytest.fixture
def make(workspace):
    return partial(make_picture, purse=Purse(workspace))


def sent(content):
    return {"created": 1, "data": [{"b64_json": base64.b64encode(content).decode()}]}


@pytest.fixture
def provider(settings):
    """A server of pictures, and the settings that name it."""
    with transcribers.running() as fake:
        fake.answer = sent(a_picture())
        settings.PICTURE_MAKER = "openai:easel-2"
        settings.AI_BASE_URL, settings.AI_API_KEY = fake.url, "a-key"
        yield fake


@pytest.fixture
def context(workspace, maria):
    return of(workspace, maria)


def of(workspace, user):
    membership = Membership.objects.get(workspace=workspace, user=user)
    return ToolContext(workspace=workspace, membership=membership, now=timezone.now())


@pytest.fixture
def proposal(provider, workspace, maria, django_capture_on_commit_callbacks):
    """What Lumen proposed when it was asked in the chat."""
    with django_capture_on_commit_callbacks(execute=True):
        turn = services.start_turn(
            workspace=workspace,
            membership=Membership.objects.get(workspace=workspace, user=maria),
            conversation=None,
            text=ASKED,
            now=timezone.now(),
        )
    return Message.objects.get(pk=turn.reply.pk).proposals.get()


def confirmed(proposal, membership):
    """What stands there once the worker has come back."""
    proposals.confirm(proposal_id=proposal.pk, membership=membership, now=timezone.now())
    return worked(proposal, membership)


def worked(proposal, membership):
    proposal.refresh_from_db()
    began = proposal.decided_at
    carrying.carry_out(proposal_id=proposal.pk, membership=membership, began=began, now=timezone.now())
    proposal.refresh_from_db()
    return proposal


class TestTheService:
    def test_is_asked_as_openai_is_and_sends_the_words_alone(self, make, provider):
        made = make("a red bicycle")
        path, headers, body = provider.asked[0]
        assert (path, headers["Authorization"]) == ("/v1/images/generations", "Bearer a-key")
        assert json.loads(body) == {
            "model": "easel-2",
            "prompt": "a red bicycle",
            "n": 1,
            "response_format": "b64_json",
        }
        assert (made.content, made.ending, made.model) == (a_picture(), "png", "openai:easel-2")

    def test_is_not_told_the_format_where_it_would_refuse_that(self, make, provider, settings):
        settings.PICTURE_MAKER = "gpt-image-9"
        assert make("a boat").model == "openai:gpt-image-9"
        assert "response_format" not in json.loads(provider.asked[0][2])

    def test_may_answer_with_jpeg(self, make, provider):
        provider.answer = sent(a_picture("JPEG"))
        assert make("a boat").ending == "jpg"

    def test_is_named_by_its_setting_when_it_is_missing(self, make, settings):
        settings.PICTURE_MAKER = ""
        with pytest.raises(NoMakerError, match="PICTURE_MAKER"):
            make("a boat")

    def test_must_be_of_a_kind_that_can_be_asked(self, settings):
        settings.PICTURE_MAKER = "google:imagen"
        with pytest.raises(NoMakerError, match="google:imagen"):
            require_configured()

    def test_is_down_when_nobody_listens(self, make, settings):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            settings.AI_BASE_URL = f"http://127.0.0.1:{free.getsockname()[1]}"
        settings.PICTURE_MAKER = "openai:easel-2"
        with pytest.raises(MakerDownError, match="did not answer"):
            make("a boat")

    @pytest.mark.parametrize(("status", "says"), [(500, "did not answer"), (429, "busy")])
    def test_may_be_in_trouble(self, make, provider, status, says):
        provider.status, provider.answer = status, {"error": {"message": "oops"}}
        with pytest.raises(MakerDownError, match=says):
            make("a boat")

    @pytest.mark.parametrize(
        ("status", "code", "says"),
        [
            (400, "moderation_blocked", "does not make this picture: “Not that.”. Say it in other words"),
            (422, "content_policy_violation", "Say it in other words"),
            (400, "invalid_value", "does not take this request: “Not that.”.*PICTURE_MAKER"),
            (404, "model_not_found", "PICTURE_MAKER"),
            (401, "invalid_api_key", "AI_API_KEY"),
            (403, None, "AI_API_KEY"),
        ],
    )
    def test_may_refuse_and_says_why(self, make, provider, status, code, says):
        provider.status, provider.answer = status, {"error": {"message": "Not that.", "code": code}}
        with pytest.raises(MakerRefusedError, match=says):
            make("a boat")

    @pytest.mark.parametrize(
        "answer",
        [
            {},
            [],
            {"data": []},
            {"data": None},
            {"data": [{"url": "https://example.com/a.png"}]},
            {"data": [{"b64_json": "no base64!"}]},
            sent(b"<svg onload='alert(1)'/>"),
            sent(a_picture("GIF")),
            sent(a_picture()[:40]),
            sent(a_picture(size=(20_001, 1))),
        ],
    )
    def test_must_send_a_picture_within_the_limits(self, make, provider, answer):
        provider.answer = answer
        with pytest.raises(NoPictureError):
            make("a boat")

    def test_may_be_a_web_page_by_mistake(self, make, provider):
        provider.raw = b"<!doctype html><title>Sign in</title>"
        with pytest.raises(NoPictureError, match="such as a web page"):
            make("a boat")

    def test_may_send_too_much(self, make, provider, monkeypatch):
        monkeypatch.setattr(maker, "LARGEST_ANSWER", 100)
        with pytest.raises(NoPictureError, match="larger than 25 MB"):
            make("a boat")


class TestProposing:
    def test_says_what_goes_where_and_sends_nothing(self, proposal, provider):
        assert proposal.sentence == "Have openai:easel-2 make a picture of “a picture of a red bicycle”."
        assert proposal.arguments["host"] in provider.url
        assert provider.asked == []
        assert not Document.objects.exists()

    def test_says_that_nothing_is_configured_and_what_needs_nothing(self, context):
        answer = making.propose(context, prompt="a red bicycle")
        assert (answer.status, answer.proposals) == ("unanswerable", [])
        assert answer.text.startswith("Making pictures is not configured.")
        assert "PICTURE_MAKER" in answer.text
        assert "chart" in answer.text

    def test_asks_what_to_show(self, context, provider):
        assert making.propose(context, prompt="").status == "clarify"

    def test_is_not_for_viewers(self, workspace, vera, provider):
        tool = registry.get(making.NAME)
        with pytest.raises(NotPermittedError):
            calling.call(tool, of(workspace, vera), {"prompt": "a boat"})


class TestConfirming:
    def test_keeps_the_picture_under_its_words_and_the_models_name(self, proposal, membership, workspace):
        done = confirmed(proposal, membership)
        document = Document.objects.in_workspace(workspace).get()
        assert document.title == "A red bicycle (made by openai:easel-2)"
        assert document.title in done.result
        assert (document.content_type, document.source) == ("image/png", "made")
        assert (document.made_by, done.paper) == ("openai:easel-2", str(document.pk))
        assert document.uploaded_by == membership.user

    def test_can_be_undone(self, proposal, membership):
        confirmed(proposal, membership)
        back = proposals.undo(proposal_id=proposal.pk, membership=membership, now=timezone.now())
        assert back.state == Proposal.State.UNDONE
        assert Document.objects.get().deleted_at is not None

    def test_sends_nothing_to_another_service_than_the_one_shown(
        self, proposal, membership, settings, provider
    ):
        settings.PICTURE_MAKER = "openai:other"
        left = confirmed(proposal, membership)
        assert (left.state, provider.asked) == (Proposal.State.WAITING, [])
        assert left.result.startswith("Another model makes pictures now")

    @pytest.mark.parametrize(
        ("status", "answer"), [(503, {}), (400, {"error": {"message": "No."}}), (200, {"data": []})]
    )
    def test_keeps_nothing_when_it_fails_and_may_be_tried_again(
        self, proposal, membership, provider, status, answer
    ):
        provider.status, provider.answer = status, answer
        left = confirmed(proposal, membership)
        assert not Document.objects.exists()
        assert left.state == Proposal.State.WAITING
        assert left.result
        provider.status, provider.answer = 200, sent(a_picture())
        assert confirmed(proposal, membership).state == Proposal.State.DONE

    def test_keeps_nothing_where_no_room_is_left(self, proposal, membership, settings, provider):
        settings.DOCUMENTS_QUOTA_MB = 1
        noise = Image.effect_noise((1400, 1400), 90)
        out = io.BytesIO()
        noise.convert("RGB").save(out, "PNG")
        provider.answer = sent(out.getvalue())
        assert "does not fit" in confirmed(proposal, membership).result
        assert not Document.objects.exists()

    def test_leaves_alone_the_same_picture_that_was_here_before(self, proposal, membership, context):
        first = confirmed(proposal, membership)
        again = making.carry_out(context, **proposal.arguments)
        assert again.undo is None
        assert "already have" in again.text
        assert first.undo

    def test_is_nobody_elses(self, proposal, otto, provider):
        theirs = otto.memberships.get()
        with pytest.raises(Proposal.DoesNotExist):
            confirmed(proposal, theirs)
        assert provider.asked == []

    def test_is_undone_by_no_stranger(self, proposal, membership, otto):
        done = confirmed(proposal, membership)
        stranger = otto.memberships.get()
        with pytest.raises(Document.DoesNotExist):
            making.undo(of(stranger.workspace, otto), **done.undo)
        assert Document.objects.get().deleted_at is None

    def test_tells_on_the_page_what_went_wrong(self, proposal, provider, as_maria):
        provider.status = 500
        as_maria.post(reverse("chat:proposal-confirm", args=[proposal.pk]), HTTP_HX_REQUEST="true")
        page = as_maria.get(reverse("chat:proposal", args=[proposal.pk]), HTTP_HX_REQUEST="true")
        assert page.status_code == 200
        assert "did not answer. Nothing was kept" in page.content.decode()
        assert "Confirm" in page.content.decode()

    def test_shows_the_picture_under_the_models_name(self, proposal, as_maria):
        page = as_maria.post(reverse("chat:proposal-confirm", args=[proposal.pk]), HTTP_HX_REQUEST="true")
        assert "At work" in page.content.decode()
        page = as_maria.get(reverse("chat:proposal", args=[proposal.pk]), HTTP_HX_REQUEST="true")
        paper = Document.objects.get()
        shown = page.content.decode()
        assert f'<img src="{reverse("documents:file", args=[paper.pk])}"' in shown
        assert f'href="{reverse("documents:detail", args=[paper.pk])}"' in shown
        assert "Made by openai:easel-2" in shown
        assert as_maria.get(reverse("documents:file", args=[paper.pk])).status_code == 200
        assert "openai:easel-2" in as_maria.get(reverse("documents:detail", args=[paper.pk])).content.decode()

    def test_has_no_page_for_strangers(self, proposal, provider, as_otto, as_nobody):
        page = reverse("chat:proposal-confirm", args=[proposal.pk])
        assert as_otto.post(page).status_code == 404
        assert as_otto.get(reverse("chat:proposal", args=[proposal.pk])).status_code == 404
        assert as_nobody.get(reverse("chat:proposal", args=[proposal.pk])).status_code == 302
        assert as_otto.post(f"/api/v1/chat/proposals/{proposal.pk}/confirm").status_code == 404
        assert as_nobody.post(page).status_code == 302
        assert provider.asked == []

    def test_is_refused_to_who_became_a_viewer(self, proposal, membership, provider):
        Membership.objects.filter(pk=membership.pk).update(role="viewer")
        with pytest.raises(NotPermittedError):
            confirmed(proposal, membership)
        assert provider.asked == []


class TestAWorker:
    @pytest.fixture
    def working(self, proposal, membership):
        """Confirmed; no worker has begun."""
        proposals.confirm(proposal_id=proposal.pk, membership=membership, now=timezone.now())
        proposal.refresh_from_db()
        return proposal

    def test_is_left_the_work_and_the_page_looks_again(self, working, as_maria, provider):
        page = as_maria.get(reverse("chat:proposal", args=[working.pk]), HTTP_HX_REQUEST="true")
        shown = page.content.decode()
        assert (working.state, provider.asked) == (Proposal.State.WORKING, [])
        assert "live-proposal from:body" in shown
        assert "Stop" in shown
        assert "Confirm" not in shown

    def test_is_not_asked_twice(self, working, membership, provider):
        with pytest.raises(AlreadyDecidedError):
            proposals.confirm(proposal_id=working.pk, membership=membership, now=timezone.now())
        began = working.decided_at
        worked(working, membership)
        carrying.carry_out(proposal_id=working.pk, membership=membership, began=began, now=timezone.now())
        assert len(provider.asked) == 1

    def test_keeps_nothing_of_what_was_stopped_before(self, working, membership, provider):
        proposals.cancel(proposal_id=working.pk, membership=membership, now=timezone.now())
        assert worked(working, membership).state == Proposal.State.CANCELLED
        assert (provider.asked, Document.objects.count()) == ([], 0)

    def test_breaks_off_while_the_service_is_silent(self, working, membership, monkeypatch, settings):
        def answers(_is_over):  # stopped while the service is waited for
            return lambda: time.monotonic() - started > 0.3

        monkeypatch.setattr(carrying, "_watch", answers)
        with socket.create_server(("127.0.0.1", 0)) as silent:
            settings.AI_BASE_URL = f"http://127.0.0.1:{silent.getsockname()[1]}"
            arguments = working.arguments | {"host": f"127.0.0.1:{silent.getsockname()[1]}"}
            Proposal.objects.filter(pk=working.pk).update(arguments=arguments)
            started = time.monotonic()
            worked(working, membership)
        assert time.monotonic() - started < 2
        assert not Document.objects.exists()

    def test_takes_back_what_came_after_the_stop(self, working, membership, monkeypatch):
        real = storing.store_upload

        def stopped_meanwhile(**known):
            Proposal.objects.filter(pk=working.pk).update(state=Proposal.State.CANCELLED)
            return real(**known)

        monkeypatch.setattr(storing, "store_upload", stopped_meanwhile)
        assert worked(working, membership).state == Proposal.State.CANCELLED
        assert Document.objects.get().deleted_at is not None

    def test_that_is_lost_may_be_followed_by_another(self, working, membership, as_maria):
        Proposal.objects.filter(pk=working.pk).update(decided_at=timezone.now() - timedelta(minutes=4))
        page = as_maria.get(reverse("chat:proposal", args=[working.pk]), HTTP_HX_REQUEST="true")
        assert "Confirm" in page.content.decode()
        assert confirmed(working, membership).state == Proposal.State.DONE


class TestTheAllowance:
    def test_counts_the_call_and_its_price(self, proposal, membership, settings):
        settings.PICTURE_PRICE = Decimal("0.07")
        confirmed(proposal, membership)
        used = ModelUse.objects.get()
        assert (used.model, used.calls, used.user) == ("openai:easel-2", 1, membership.user)
        assert used.money == Decimal("0.07")

    def test_counts_tokens_where_the_service_tells_them(self, proposal, membership, provider):
        provider.answer = sent(a_picture()) | {"usage": {"total_tokens": 1234}}
        confirmed(proposal, membership)
        assert ModelUse.objects.get().tokens == 1234

    def test_takes_no_price_for_a_picture_that_did_not_come(self, proposal, membership, provider):
        provider.status = 500
        confirmed(proposal, membership)
        used = ModelUse.objects.get()
        assert (used.calls, used.money) == (1, 0)

    @pytest.mark.parametrize("allowed", ["calls=0", "money=0.01"])
    def test_that_is_used_up_sends_nothing(self, proposal, membership, provider, settings, allowed):
        settings.AI_BUDGET_DAY = allowed
        left = confirmed(proposal, membership)
        assert (left.state, provider.asked) == (Proposal.State.WAITING, [])
        assert "allowance" in left.result


class TestTheWords:
    @pytest.mark.parametrize(
        ("text", "prompt"),
        [
            ("draw a picture of a red bicycle please", "a picture of a red bicycle"),
            ("Please paint me a sunset over the hills!", "a sunset over the hills"),
            ("generate an image of two cats on a sofa", "an image of two cats on a sofa"),
            ("can you make a logo for a bakery called Rye?", "a logo for a bakery called Rye"),
            ("create a watercolour painting of Goa", "a watercolour painting of Goa"),
            ("design a birthday poster", "a birthday poster"),
            ("could you sketch a lighthouse for me", "a lighthouse"),
            ("can you draw?", ""),
            ("make a picture", ""),
        ],
    )
    def test_ask_for_a_picture(self, context, text, prompt):
        claim = claim_make(context, text)
        assert (claim.score > 0.9, claim.arguments) == (True, {"prompt": prompt})

    @pytest.mark.parametrize(
        "text",
        [
            "draw a chart of my spending",
            "picture of my spending",
            "draw a picture of my spending this month",
            "make a graph of what I spent on food",
            "paint the walls",
            "how much did I pay to paint a room",
            "draw a conclusion from this contract",
            "draw some cash",
            "find pictures of a red bicycle",
            "make a budget for food",
            "create a rule for Swiggy",
            "describe the picture",
            "how do I paint a wall",
        ],
    )
    def test_ask_for_something_else(self, context, text):
        assert claim_make(context, text).score == 0

    def test_about_own_figures_look_for_no_photos(self, context):
        assert claim_find(context, "picture of my spending").score == 0
        assert claim_find(context, "show photos of my bills").score > 0.9

    def test_name_the_picture(self):
        assert named_after("a picture of a red bicycle") == "A red bicycle"
        assert len(named_after("a cat " * 300)) <= 120
        assert len(prompt_of("a cat " * 900)) == 1_000


class TestChartsOfOnesOwnFigures:
    @pytest.fixture(autouse=True)
    def ledger(self, workspace):
        today = timezone.localdate()
        for name, amount in (("Food & Dining", "-300"), ("Travel", "-700")):
            factories.make_transaction(
                workspace,
                amount=Decimal(amount),
                booked_on=date(today.year, today.month, 1),
                category=name,
            )

    @pytest.mark.parametrize(
        "text",
        [
            "draw a chart of my spending by category this year",
            "Please show me a pie chart of my spending by category",
            "make a bar chart of what I spent by category this year",
            "picture of my spending by category",
            "draw a picture of my spending by category this month",
            "plot my spending by category",
            "my spending by category this year as a bar chart",
        ],
    )
    def test_come_from_the_ledger(self, context, text):
        choice = planner.make_plan(context, text).tasks[0].choice
        assert choice.tool == "ask_ledger"
        answer = registry.get("ask_ledger").run(context, **choice.arguments)
        assert answer.status == "ok", answer.text
        assert {row[0] for row in answer.rows} == {"Travel", "Food & Dining"}
