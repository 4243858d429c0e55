"""What a website loads from us, what it may do with it, and the conversation over plain HTTP."""

import json
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assistants.models import Contact, Enquiry, EnquiryFile, EnquiryMessage, Satisfaction
from assistants.services import enquiries, messages, satisfaction
from assistants.widget import origins
from assistants.widget.looks import DARK_INK, LIGHT_INK, ink_on
from assistants.widget.origins import BadOriginError
from tests.assistants import making
from tests.assistants.widgets import Line, only

STATIC = Path(__file__).parent.parent.parent / "static" / "widget"
ATTACK = "<img src=x onerror=alert(1)>\"'</script><script>alert(2)</script>{{ 7|add:7 }}"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture(autouse=True)
def _no_answers(monkeypatch):
    from assistants import tasks

    monkeypatch.setattr(tasks.respond, "run", lambda message_id: None)


@pytest.fixture
def line(as_nobody, channel):
    return Line(as_nobody, channel)


class TestSize:
    def test_everything_a_site_loads_is_under_30_kb(self):
        sizes = {name: (STATIC / name).stat().st_size for name in ("lumen.js", "frame.js", "frame.css")}
        assert sum(sizes.values()) < 30_000, sizes

    def test_the_site_itself_loads_less_than_8_kb(self):
        assert (STATIC / "lumen.js").stat().st_size < 8_000

    def test_nothing_is_fetched_from_elsewhere(self):
        for path in STATIC.iterdir():
            hosts = set(re.findall(r"https?://[\w.-]+", path.read_text())) - {"http://www.w3.org"}
            assert hosts == set(), path

    def test_text_from_outside_never_becomes_markup(self):
        for name in ("lumen.js", "frame.js"):
            script = (STATIC / name).read_text()
            for way in (
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "document.write",
                "eval(",
                "Function(",
            ):
                assert way not in script, (name, way)


@pytest.mark.django_db
class TestScript:
    def test_carries_the_looks_of_the_channel(self, as_nobody, channel):
        channel.settings = {"colour": "#ffd166", "position": "start", "title": "Ask Fern"}
        channel.save()
        answer = as_nobody.get(f"/w/{channel.public_key}.js")
        config = json.loads(re.search(r"\]=(\{.*?\});", answer.content.decode()).group(1))
        assert answer["Content-Type"].startswith("text/javascript")
        assert (config["colour"], config["ink"]) == ("#ffd166", DARK_INK)
        assert (config["position"], config["title"]) == ("start", "Ask Fern")

    def test_holds_no_secret(self, as_nobody, channel):
        answer = as_nobody.get(f"/w/{channel.public_key}.js").content.decode()
        assert "channel-secret" not in answer
        assert str(channel.workspace_id) not in answer

    def test_says_in_the_console_that_a_site_is_not_listed(self, as_nobody, channel):
        headers = {"Referer": "https://other.example/page"}
        answer = as_nobody.get(f"/w/{channel.public_key}.js", headers=headers).content.decode()
        assert answer.startswith("console.warn(")
        assert "https://other.example" in answer

    def test_a_title_cannot_break_out(self, as_nobody, channel):
        channel.settings = {"title": ATTACK, "colour": "red;}</style>", "position": "x"}
        channel.save()
        script = as_nobody.get(f"/w/{channel.public_key}.js").content.decode().split("\n")[0]
        assert json.loads(re.search(r"\]=(\{.*\});", script).group(1))["title"] == ATTACK
        frame = as_nobody.get(f"/w/{channel.public_key}/frame").content.decode()
        assert "<img src=x" not in frame
        assert "</style>" not in frame

    def test_is_not_there_for_an_unknown_key(self, as_nobody):
        assert as_nobody.get("/w/unknown.js").status_code == 404


@pytest.mark.django_db
class TestFrame:
    def test_is_for_the_listed_sites_only(self, as_nobody, channel):
        channel.origins = ["https://shop.example", "https://*.shop.example"]
        channel.save()
        policy = as_nobody.get(f"/w/{channel.public_key}/frame")["Content-Security-Policy"]
        assert "frame-ancestors 'self' https://shop.example https://*.shop.example" in policy
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy

    def test_is_for_our_own_page_when_none_is_listed(self, as_nobody, channel):
        answer = as_nobody.get(f"/w/{channel.public_key}/frame")
        assert answer["Content-Security-Policy"].endswith("frame-ancestors 'self'")
        assert "X-Frame-Options" not in answer

    def test_refuses_other_sites_by_what_the_browser_says(self, as_nobody, channel):
        headers = {"Referer": "https://other.example/"}
        assert as_nobody.get(f"/w/{channel.public_key}/frame", headers=headers).status_code == 403
        headers = {"Referer": "http://testserver/w/demo/x"}
        assert as_nobody.get(f"/w/{channel.public_key}/frame", headers=headers).status_code == 200

    def test_sets_no_cookie(self, as_nobody, channel):
        for address in ("frame", "messages"):
            assert not as_nobody.get(f"/w/{channel.public_key}/{address}").cookies
        assert not as_nobody.get(f"/w/{channel.public_key}.js").cookies

    def test_says_plainly_that_an_ai_may_answer(self, as_nobody, channel):
        page = as_nobody.get(f"/w/{channel.public_key}/frame").content.decode()
        assert "An AI assistant may answer here" in page
        assert "Talk to a person" in page

    def test_says_when_the_team_is_there(self, as_nobody, channel, assistant):
        assistant.business_hours = {}
        assistant.save()
        page = as_nobody.get(f"/w/{channel.public_key}/frame").content.decode()
        assert "We usually answer within 4 hours." in page

    def test_says_when_the_team_is_back(self, as_nobody, channel, assistant):
        today = timezone.localdate()
        assistant.holidays = [today]
        assistant.business_hours = {
            str(day): [["09:00", "10:00"]] for day in range(7) if day != today.weekday()
        }
        assistant.save()
        page = as_nobody.get(f"/w/{channel.public_key}/frame").content.decode()
        assert "We are away" in page

    @pytest.mark.parametrize("state", ["off", "deleted", "assistant"])
    def test_is_gone_when_switched_off(self, as_nobody, channel, assistant, state):
        if state == "off":
            channel.is_active = False
        if state == "deleted":
            channel.deleted_at = timezone.now()
        channel.save()
        if state == "assistant":
            assistant.deleted_at = timezone.now()
            assistant.save()
        for address in (
            f"{channel.public_key}/frame",
            f"{channel.public_key}.js",
            f"demo/{channel.public_key}",
        ):
            assert as_nobody.get(f"/w/{address}").status_code == 404
        assert as_nobody.get(f"/w/{channel.public_key}/messages").status_code == 404


class TestOrigins:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("https://Shop.Example/", "https://shop.example"),
            ("shop.example", "https://shop.example"),
            ("https://shop.example:443/cart?x=1", "https://shop.example"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("https://*.shop.example", "https://*.shop.example"),
            ("https://bücher.example", "https://xn--bcher-kva.example"),
            ("http://[::1]:8000", "http://[::1]:8000"),
        ],
    )
    def test_are_kept_in_one_form(self, typed, kept):
        assert origins.normalised(typed) == kept

    @pytest.mark.parametrize(
        "typed",
        ["*", "https://*", "javascript:alert(1)", "ftp://shop.example", "https://", "https://a b", "https://a;b",
         "https://shop.example 'unsafe-inline'", "https://me:pw@shop.example",
         "https://a.*.example", "data:x", "'self'"],
    )  # fmt: skip
    def test_are_refused_when_they_are_none(self, typed):
        with pytest.raises(BadOriginError):
            origins.normalised(typed)

    @pytest.mark.parametrize(
        ("origin", "expected"),
        [
            ("https://shop.example", True),
            ("https://a.shop.example", True),
            ("https://a.b.shop.example", True),
            ("http://shop.example", False),
            ("https://evilshop.example", False),
            ("https://shop.example.evil.example", False),
            ("https://shop.example:8443", False),
            ("null", False),
            ("", False),
            ("https://lumen.example", True),
        ],
    )
    def test_fit_exactly_or_by_their_end(self, origin, expected):
        allowed = ["https://shop.example", "https://*.shop.example"]
        assert origins.is_allowed(origin, allowed, own="https://lumen.example") is expected

    def test_more_than_twenty_are_too_many(self):
        with pytest.raises(BadOriginError):
            origins.normalised_all(f"https://shop{number}.example" for number in range(21))

    @pytest.mark.parametrize(
        ("colour", "ink"), [("#4f46e5", LIGHT_INK), ("#ffd166", DARK_INK), ("#ffffff", DARK_INK)]
    )
    def test_ink_reads_on_every_colour(self, colour, ink):
        assert ink_on(colour) == ink


@pytest.mark.django_db
class TestPlainHttp:
    def test_a_visitor_writes_and_reads_by_number(self, line, maria):
        frames = line.write("Is the tall pot in stock?")
        assert [frame["type"] for frame in frames] == ["ready", "sent"]
        messages.send(
            enquiry=Enquiry.objects.get(), author="human", user=maria, text="Yes", now=timezone.now()
        )
        line.look()
        seq = line.response.json()["frames"][0]["seq"]
        later = line.look(after=seq)
        assert only(later, "message") == []
        assert later[0]["messages"] is None

    def test_refuses_other_pages(self, as_nobody, channel):
        line = Line(as_nobody, channel, Origin="https://other.example")
        assert line.write("Hello")[0]["code"] == "foreign-origin"
        assert not EnquiryMessage.objects.exists()

    def test_needs_no_cookie_and_gives_a_members_session_nothing(self, as_maria, channel):
        making.make_message(making.make_enquiry(channel), "Of somebody")
        assert "Of somebody" not in as_maria.get(f"/w/{channel.public_key}/messages").content.decode()

    def test_text_comes_back_as_it_was_written(self, line):
        frames = line.write(ATTACK)
        assert only(frames, "sent")[0]["message"]["text"] == ATTACK
        assert line.response["Content-Type"] == "application/json"

    @pytest.mark.parametrize("text", ["", "   ", "x" * 4_001, 7.5, None, ["a"]])
    def test_refuses_what_is_no_message(self, line, text):
        frames = line.say(type="text", text=text, id="1")
        assert only(frames, "refused")[0]["code"] == "bad-message"
        assert line.response.status_code == 422
        assert not Contact.objects.exists()

    @pytest.mark.parametrize("body", ["", "[]", "{", "7", "[" * 2_000, "\x00", "x" * 50_000])
    def test_refuses_what_is_no_json(self, as_nobody, channel, body):
        answer = as_nobody.post(f"/w/{channel.public_key}/messages", body, content_type="application/json")
        assert answer.status_code == 422

    def test_null_characters_do_no_harm(self, line):
        line.say(type="text", text="a\x00b\ud800c", id="\x00")
        assert EnquiryMessage.objects.get().text.startswith("ab")

    def test_says_how_long_to_wait(self, line, settings):
        settings.WIDGET_VISITOR_A_MINUTE = 2
        line.write("one")
        line.write("two")
        [refused] = line.write("three")
        assert line.response.status_code == 429
        assert 0 < int(line.response["Retry-After"]) <= 60
        assert refused["text"].startswith("That was a lot at once.")
        assert EnquiryMessage.objects.count() == 2

    def test_limits_a_whole_workspace_but_not_the_next(self, as_nobody, channel, settings, otto):
        settings.WIDGET_WORKSPACE_A_MINUTE = 2
        for _ in range(2):
            Line(as_nobody, channel).write("Hello")
        assert only(Line(as_nobody, channel).write("Hello"), "refused")[0]["code"] == "slow-down"
        theirs = making.make_channel(making.make_assistant(otto.memberships.get().workspace))
        assert only(Line(as_nobody, theirs).write("Hello"), "sent")

    def test_a_blocked_contact_writes_nothing(self, line):
        line.write("Buy my watches")
        Contact.objects.update(blocked_at=timezone.now())
        for frames in (line.write("Buy more"), line.say(type="person", id="p")):
            assert frames[0]["code"] == "blocked"
        assert EnquiryMessage.objects.count() == 1

    def test_looking_costs_the_same_with_three_messages_and_with_twenty_three(self, line, maria):
        line.write("First")
        enquiry = Enquiry.objects.get()
        counts = []
        for texts in (2, 20):
            for _ in range(texts):
                messages.send(enquiry=enquiry, author="human", user=maria, text="Reply", now=timezone.now())
            with CaptureQueriesContext(connection) as found:
                line.look()
            counts.append(len(found))
        assert counts[0] == counts[1]


@pytest.mark.django_db
class TestPerson:
    def test_is_there_before_anything_was_written(self, line):
        frames = line.say(type="person", id="p1")
        enquiry = Enquiry.objects.get()
        assert enquiry.handover_reason == "customer_asked"
        assert only(frames, "standing")[0]["with_person"] is True

    def test_is_there_in_the_middle_and_the_customer_reads_it(self, line):
        line.write("My pot is broken")
        line.say(type="person", id="p1")
        told = EnquiryMessage.objects.for_customer().exclude(author="customer").get()
        assert told.action == "handover"
        assert told.text in str(line.look())

    def test_asked_twice_is_told_once(self, line):
        line.write("My pot is broken")
        for number in range(2):
            line.say(type="person", id=f"p{number}")
        assert EnquiryMessage.objects.for_customer().exclude(author="customer").count() == 1


@pytest.mark.django_db
class TestFiles:
    def send(self, line, *files, **fields):
        line.look()
        answer = line.client.post(
            line.url, {"file": list(files), **fields}, headers={"Authorization": f"Visitor {line.token}"}
        )
        return answer.json()["frames"]

    def test_a_picture_is_kept_with_its_message(self, line):
        [sent] = self.send(line, SimpleUploadedFile("../../broken pot.png", PNG), text="Look")
        kept = EnquiryFile.objects.get()
        assert (kept.name, kept.content_type) == ("broken pot.png", "image/png")
        assert sent["message"]["files"] == [{"name": "broken pot.png", "size": len(PNG)}]

    @pytest.mark.parametrize("content", [b"<svg onload=alert(1)>", b"MZ\x90", b"", b"<html>", b"PK\x03\x04"])
    def test_other_kinds_are_refused_whatever_their_name(self, line, content):
        [refused] = self.send(line, SimpleUploadedFile("picture.png", content, "image/png"))
        assert refused["code"] == "bad-file"
        assert not EnquiryMessage.objects.exists()

    def test_too_many_and_too_large_are_refused(self, line):
        many = [SimpleUploadedFile(f"{number}.png", PNG) for number in range(4)]
        assert self.send(line, *many)[0]["code"] == "bad-file"
        large = SimpleUploadedFile("large.png", PNG + b"0" * 5 * 1024 * 1024)
        assert self.send(line, large)[0]["code"] == "bad-file"
        assert not EnquiryFile.objects.exists()


@pytest.mark.django_db
class TestRating:
    @pytest.fixture
    def ended(self, line, maria):
        line.write("Where is my parcel?")
        enquiry = Enquiry.objects.get()
        enquiries.reply(enquiry=enquiry, actor=maria, text="With you tomorrow.", now=timezone.now())
        enquiries.resolve(enquiry=enquiry, actor=maria, now=timezone.now())
        Satisfaction.objects.all().delete()
        satisfaction.ask(Enquiry.objects.get())
        return line

    def test_is_asked_and_answered_in_the_widget(self, ended):
        assert ended.look()[0]["standing"]["asked"] is True
        assert ended.say(type="rate", score=5, comment="Lovely")[0]["type"] == "rated"
        assert (Satisfaction.objects.get().score, Satisfaction.objects.get().comment) == (5, "Lovely")
        assert ended.look()[0]["standing"]["asked"] is False

    @pytest.mark.parametrize("score", [0, 6, "5", True, None, 2.5])
    def test_takes_no_other_scores(self, ended, score):
        assert ended.say(type="rate", score=score)[0]["code"] == "bad-message"
        assert Satisfaction.objects.get().score is None

    def test_is_not_taken_unasked_or_for_others(self, as_nobody, channel, ended):
        stranger = Line(as_nobody, channel)
        stranger.write("Hello")
        assert stranger.say(type="rate", score=1)[0]["code"] == "bad-message"
        assert Satisfaction.objects.get().score is None

    def test_the_mailed_link_works_without_signing_in(self, as_nobody, ended):
        text = EnquiryMessage.objects.latest("seq").text
        link = re.search(r"/w/csat/\S+", text).group(0)
        assert as_nobody.get(link).status_code == 200
        assert as_nobody.post(link, {"score": "9"}).status_code == 422
        assert as_nobody.post(link, {"score": "4", "comment": ATTACK}).status_code == 200
        assert Satisfaction.objects.get().comment == ATTACK
        assert "<img src=x" not in as_nobody.get(link).content.decode()

    def test_a_wrong_link_leads_nowhere(self, as_nobody):
        assert as_nobody.get("/w/csat/made-up").status_code == 404
