"""Papers fetched from an address: the outside world only, whatever a name, a redirect or a server says."""

import socket
import time

import pytest

from documents import fetching, services
from documents.models import Document
from lumen.common.addresses import is_public
from tests.documents import factories
from tests.fakes import web as fake

pytestmark = pytest.mark.django_db


@pytest.fixture
def web(settings):
    with fake.serving() as web:
        settings.DOCUMENTS_LINK_HOSTS = [web.host]
        settings.DOCUMENTS_LINK_SECONDS = 5
        yield web


def fetch(workspace, url):
    return services.fetch_link(workspace=workspace, actor=None, url=url)


def refusal(workspace, url):
    with pytest.raises(fetching.LinkError) as refused:
        fetch(workspace, url)
    assert not Document.objects.exists()
    return refused.value.detail


class TestALink:
    def test_is_fetched_and_read(self, workspace, web, django_capture_on_commit_callbacks):
        url = web.lay("/papers/rent.pdf?year=2026", factories.a_pdf("The rent is 900."), "application/pdf")

        with django_capture_on_commit_callbacks(execute=True):
            stored = fetch(workspace, url)

        document = Document.objects.get()
        assert stored.is_new
        assert (document.source, document.filename, document.link) == ("link", "rent.pdf", url)
        assert (document.status, document.pages.get().text) == ("ready", "The rent is 900.")

    def test_takes_the_name_the_server_gives(self, workspace, web):
        url = web.lay("/get", b"words", Content_Disposition='attachment; filename="../../etc/a note.txt"')

        assert fetch(workspace, url).document.filename == "a note.txt"

    def test_follows_redirects_and_keeps_where_they_led(self, workspace, web):
        end = web.lay("/end/note.txt", b"words")
        web.lead("/two", to="/end/note.txt", status=307)

        stored = fetch(workspace, web.lead("/one", to="two"))

        assert (stored.document.link, stored.document.filename) == (end, "note.txt")

    def test_to_what_is_here_adds_nothing(self, workspace, web):
        factories.make_document(workspace)
        url = web.lay("/note.txt", b"The gate code is 4711.")

        stored = fetch(workspace, url)

        assert not stored.is_new
        assert Document.objects.count() == 1


class TestTheWallOfTheNetwork:
    @pytest.mark.parametrize(
        "url",
        [
            "http://127.0.0.1/",
            "http://localhost/",
            "http://[::1]/",
            "http://169.254.169.254/latest/meta-data/",
            "http://10.0.0.8/",
            "http://192.168.1.1/",
            "http://172.16.3.4:8080/",
            "http://100.64.0.1/",
            "http://0.0.0.0/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://[::ffff:10.0.0.1]/",
            "http://[64:ff9b::a00:1]/",
            "http://[2002:7f00:1::]/",
            "http://[fd00::1]/",
            "http://[fe80::1]/",
            "http://224.0.0.1/",
        ],
    )
    def test_holds_for_every_spelling_of_an_inner_address(self, workspace, url):
        assert "private network" in refusal(workspace, url) or "cannot be reached" in refusal(workspace, url)

    @pytest.mark.parametrize(
        "url",
        [
            "file:///etc/passwd",
            "ftp://example.com/a.pdf",
            "gopher://example.com/",
            "javascript:alert(1)",
            "//example.com/a",
            "not an address",
            "https://",
            "http://example.com:99999/",
            "https://user:secret@example.com/a.pdf",
            "http://example.com:25/",
            "http://example.com/\r\nHost: inner",
            "http://" + "a" * 3_000,
        ],
    )
    def test_lets_only_plain_web_addresses_through(self, workspace, url, monkeypatch):
        monkeypatch.setattr(socket, "getaddrinfo", None)  # nothing is looked up

        assert refusal(workspace, url)

    def test_holds_after_a_redirect(self, workspace, web, settings):
        with fake.serving() as inner:
            inner.lay("/secret.txt", b"a secret")
            url = web.lead("/one", to=f"{inner.url}/secret.txt")

            assert "private network" in refusal(workspace, url)
            assert inner.asked == []

    def test_holds_when_a_name_leads_elsewhere_a_moment_later(self, workspace, web, monkeypatch):
        """The address that was judged is the one connected to; the name is asked once."""
        lookups, dialled = [], []

        def look_up(host, port, **_):
            lookups.append(host)
            address = "93.184.216.34" if len(lookups) == 1 else "127.0.0.1"
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

        def dial(address, **options):
            dialled.append(address)
            opened = socket.socket()
            opened.settimeout(options["timeout"])
            host, port = web.host.split(":")
            opened.connect((host, int(port)))
            return opened

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        monkeypatch.setattr(socket, "create_connection", dial)
        web.lay("/a.txt", b"words")

        with fetching.fetch("http://rebinding.example:8080/a.txt") as fetched:
            assert fetched.file.read() == b"words"
        assert (lookups, dialled) == (["rebinding.example"], [("93.184.216.34", 8080)])

    def test_refuses_a_name_of_which_one_address_is_inside(self, workspace, monkeypatch):
        found = [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80))
            for address in ("93.184.216.34", "10.0.0.1")
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

        assert "private network" in refusal(workspace, "http://two.example/")

    def test_knows_public_addresses(self):
        assert all(map(is_public, ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"]))
        assert not any(map(is_public, ["", "no address", "2001:0:4136::1", "255.255.255.255", "::"]))


class TestAServerThatMisbehaves:
    def test_by_redirecting_for_ever_is_left(self, workspace, web):
        assert "without end" in refusal(workspace, web.lead("/loop", to="/loop"))
        assert len(web.asked) == fetching.MOST_REDIRECTS + 1

    def test_by_sending_too_much_is_left(self, workspace, web, settings):
        settings.DOCUMENT_MAX_BYTES = 100_000

        def endless(handler):
            handler.send_response(200)
            handler.end_headers()
            for _ in range(1_000):
                handler.wfile.write(b"x" * 10_000)

        web.pages["/endless"] = endless

        assert "larger than 0 MB" in refusal(workspace, f"{web.url}/endless")

    def test_by_announcing_too_much_is_left_at_once(self, workspace, web, settings):
        settings.DOCUMENT_MAX_BYTES = 2_000_000
        url = web.lay("/big", b"x", Content_Length="3000000")

        assert "larger than 1 MB" in refusal(workspace, url)

    @pytest.mark.parametrize("part", ["headers", "body"])
    def test_by_dripping_is_left_in_time(self, workspace, web, settings, part):
        settings.DOCUMENTS_LINK_SECONDS = 0.6

        def drip(handler):
            if part == "body":
                handler.send_response(200)
                handler.end_headers()
            for _ in range(100):
                handler.wfile.write(b"X")
                handler.wfile.flush()
                time.sleep(0.1)

        web.pages["/drip"] = drip
        started = time.monotonic()

        assert "took too long" in refusal(workspace, f"{web.url}/drip")
        assert time.monotonic() - started < 3

    def test_by_breaking_off_is_told(self, workspace, web):
        url = web.lay("/half.txt", b"only half", Content_Length="900")

        assert "cannot be reached" in refusal(workspace, url)

    def test_by_speaking_no_http_is_told(self, workspace, web):
        web.pages["/noise"] = lambda handler: handler.wfile.write(b"\x00\x01 noise\r\n\r\n")

        assert "cannot be reached" in refusal(workspace, f"{web.url}/noise")

    def test_by_refusing_is_told(self, workspace, web):
        assert "404" in refusal(workspace, f"{web.url}/nothing")

    def test_by_a_program_in_the_place_of_a_paper_is_refused(self, workspace, web):
        url = web.lay("/bill.pdf", b"\x7fELF\x00\x00\x00\x00" * 20, "application/pdf")

        with pytest.raises(services.RefusedUploadError):
            fetch(workspace, url)
        assert not Document.objects.exists()
