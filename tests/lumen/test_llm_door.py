"""The door to language models, over real sockets to a server that behaves well or badly."""

import threading
import time

import pytest

from lumen.ai.llm import base, router
from lumen.ai.llm.base import Message, TextDelta, ToolCall, ToolOffer, ToolResult, Usage
from lumen.ai.llm.door import PydanticModel
from lumen.ai.llm.offline import OfflineModel
from tests.lumen.fake_models import FakeModels, says

MESSAGES = [
    Message("system", "Be brief."),
    Message("user", "How much?"),
    Message("assistant", "₹1,234.50"),
    Message("user", "Say it."),
]
WEATHER = ToolOffer("weather", "The weather", {"type": "object", "properties": {"city": {"type": "string"}}})


@pytest.fixture
def fake():
    server = FakeModels()
    yield server
    server.close()


@pytest.fixture(params=["openai", "google", "anthropic"])
def model(request, fake):
    path = "/v1" if request.param == "openai" else ""
    return PydanticModel(f"{request.param}:fake-1", api_key="secret", base_url=fake.url + path)


def stream(model, **extra):
    options = {"timeout_seconds": 5.0, "should_stop": lambda: False} | extra
    return list(model.stream(MESSAGES, **options))


def never():
    return False


def text_of(chunks):
    return "".join(chunk.text for chunk in chunks if isinstance(chunk, TextDelta))


class TestStream:
    def test_brings_text_as_it_comes_and_counts_tokens(self, model, fake):
        chunks = stream(model)

        assert text_of(chunks).strip() == fake.text
        assert len([chunk for chunk in chunks if isinstance(chunk, TextDelta)]) > 3
        assert chunks[-1] == Usage(11, 7)

    def test_sends_the_whole_conversation(self, model, fake):
        stream(model)
        sent = str(fake.requests[0])
        assert all(message.text in sent for message in MESSAGES)

    def test_sends_what_tools_gave_back_to_the_calls_it_made(self, model, fake):
        fake.script = [says("One moment."), says("Dry.")]
        call = ToolCall("t1", "weather", {"city": "Pune"})
        asked = Message("assistant", "Let me look.", calls=(call,))
        back = Message("tool", results=(ToolResult(call, '{"sky": "no rain at all"}'),))
        list(model.stream([*MESSAGES, asked, back], tools=[WEATHER], timeout_seconds=5, should_stop=never))

        sent = str(fake.requests[0])
        assert "Let me look." in sent
        assert "Pune" in sent
        assert "no rain at all" in sent

    def test_limits_how_much_is_written(self, model, fake):
        stream(model)
        assert str(model.max_tokens) in str(fake.requests[0])

    def test_hands_tool_calls_over_and_runs_none(self, model, fake):
        fake.behaviour = "tool"
        calls = [c for c in stream(model, tools=[WEATHER]) if isinstance(c, ToolCall)]
        assert [(call.name, call.arguments) for call in calls] == [("weather", {"city": "Pune"})]

    @pytest.mark.parametrize(
        ("behaviour", "error"),
        [
            ("401", base.ModelRefusedError),
            ("429", base.ModelBusyError),
            ("500", base.ModelDownError),
            ("404", base.ModelRefusedError),
        ],
    )
    def test_names_refusals_and_tries_once(self, model, fake, behaviour, error):
        fake.behaviour = behaviour
        with pytest.raises(error):
            stream(model)
        assert len(fake.requests) == 1

    def test_waits_as_long_as_a_busy_server_asks_and_then_gets_the_answer(self, model, fake):
        fake.behaviours, fake.retry_after = ["429"], "1"
        started = time.monotonic()

        assert text_of(stream(model)).strip() == fake.text
        assert time.monotonic() - started >= 1
        assert len(fake.requests) == 2

    def test_waits_once(self, model, fake):
        fake.behaviour, fake.retry_after = "429", "0"
        with pytest.raises(base.ModelBusyError):
            stream(model)
        assert len(fake.requests) == 2

    def test_passes_a_longer_wait_on_instead_of_waiting(self, model, fake):
        fake.behaviour, fake.retry_after = "429", "40"
        with pytest.raises(base.ModelBusyError) as caught:
            stream(model)
        assert caught.value.retry_after == 40

    @pytest.mark.parametrize("behaviour", ["cut", "unfinished", "malformed"])
    def test_does_not_take_half_an_answer_for_one(self, model, fake, behaviour):
        fake.behaviour = behaviour
        with pytest.raises(base.ModelDownError):
            stream(model)

    @pytest.mark.parametrize("behaviour", ["slow", "never"])
    def test_gives_up_when_it_takes_too_long(self, model, fake, behaviour):
        fake.behaviour, fake.text = behaviour, "word " * 30
        started = time.monotonic()
        with pytest.raises(base.ModelSlowError):
            stream(model, timeout_seconds=0.7)
        assert time.monotonic() - started < 3

    def test_stops_within_a_second_and_hangs_up(self, model, fake):
        stream(model)  # the vendor's client is imported by its first call
        fake.behaviour, fake.text = "slow", "word " * 60
        started = time.monotonic()
        chunks = stream(model, timeout_seconds=30, should_stop=lambda: time.monotonic() - started > 1.5)

        assert time.monotonic() - started < 2.5
        assert 0 < len(chunks) < 20
        assert not [thread for thread in threading.enumerate() if thread.name == "language-model"]
        assert fake.broken_off.wait(3)

    def test_says_when_nobody_listens(self):
        gone = PydanticModel("openai:fake", api_key="", base_url="http://127.0.0.1:9/v1")
        with pytest.raises(base.ModelDownError):
            stream(gone)


class TestOpenAiCompatible:
    def test_does_not_take_broken_json_for_arguments(self, fake):
        fake.behaviour = "broken-json"
        model = PydanticModel("openai:fake", api_key="x", base_url=fake.url + "/v1")
        with pytest.raises(base.ModelError):
            stream(model, tools=[WEATHER])

    @pytest.mark.parametrize("prefix", ["", "/", "/v1", "/v1/", "/proxy/llm/v1", "/proxy/llm"])
    def test_takes_any_base_address_and_no_key(self, fake, prefix):
        model = PydanticModel("openai:fake", api_key="", base_url=fake.url + prefix)
        assert text_of(stream(model)).strip() == fake.text
        assert fake.paths == [f"{prefix.rstrip('/')}/chat/completions"]

    @pytest.mark.parametrize("prefix", ["", "/proxy"])
    def test_finds_v1_when_it_was_left_out_and_remembers_it(self, fake, prefix):
        fake.under = f"{prefix}/v1/"
        model = PydanticModel("openai:fake", api_key="", base_url=fake.url + prefix)
        stream(model)
        stream(model)
        right, wrong = f"{prefix}/v1/chat/completions", f"{prefix}/chat/completions"
        assert fake.paths == [wrong, right, right]


class TestAnthropic:
    @pytest.mark.parametrize("prefix", ["", "/v1", "/proxy/v1/"])
    def test_takes_its_address_with_or_without_v1(self, fake, prefix):
        model = PydanticModel("anthropic:claude", api_key="secret", base_url=fake.url + prefix)
        assert text_of(stream(model)).strip() == fake.text
        assert fake.paths == [f"{prefix.rstrip('/').removesuffix('/v1')}/v1/messages"]
        assert "secret" in str(fake.headers[0])

    def test_does_not_take_broken_json_for_arguments(self, fake):
        fake.behaviour = "broken-json"
        model = PydanticModel("anthropic:claude", api_key="x", base_url=fake.url)
        with pytest.raises(base.ModelError):
            stream(model, tools=[WEATHER])


class TestChoice:
    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ({}, ""),
            ({"GEMINI_API_KEY": "k"}, router.DEFAULT_GEMINI),
            ({"AI_MODEL": "llama3"}, "openai:llama3"),
            ({"AI_MODEL": "google:gemini-x"}, "google:gemini-x"),
            ({"AI_MODEL": "anthropic:claude-x"}, "anthropic:claude-x"),
        ],
    )
    def test_is_made_by_settings(self, settings, given, expected):
        for name, value in given.items():
            setattr(settings, name, value)
        assert router.configured_name() == expected

    def test_is_the_twin_without_settings_and_after_failures(self, settings, monkeypatch):
        assert isinstance(router.language_model(), OfflineModel)
        settings.AI_MODEL = "openai:fake"
        breaker = router.Breaker()
        monkeypatch.setattr(router, "breaker", breaker)
        assert router.language_model().name == "openai:fake"
        for _ in range(router.FAILURES_ALLOWED):
            breaker.failed()
        assert isinstance(router.language_model(), OfflineModel)

    def test_twin_repeats_the_draft(self):
        assert text_of(stream(OfflineModel())).strip() == "₹1,234.50"
