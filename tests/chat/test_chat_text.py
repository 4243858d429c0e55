"""How an answer is written into the page: in its order, escaped, with links where they may be."""

from types import SimpleNamespace

import pytest

from chat.templatetags.chat_text import said, took


def shown(text, source="news", sources=()):
    message = SimpleNamespace(answer={"source": source})
    return SimpleNamespace(text=text, sources=sources, message=message)


class TestSaid:
    def test_keeps_lines_and_lists_in_their_order(self):
        page = said(shown("Two:\n- one\n- two\nSource: the press"))
        assert page == "<p>Two:</p><ul><li>one</li><li>two</li></ul><p>Source: the press</p>"

    def test_links_headlines_by_their_host_and_tells_nobody_where_from(self):
        page = said(shown("- Rates stay (Paper, 3 Nov) https://www.paper.example/a?b=1&c=<2"))
        assert 'href="https://www.paper.example/a?b=1&amp;c="' in page
        assert 'rel="noopener noreferrer">paper.example</a>' in page
        assert "&lt;2" in page

    @pytest.mark.parametrize("text", ["http://[", "javascript:alert(1)", "https://", "http://[::1"])
    def test_leaves_what_is_no_address(self, text):
        assert "<a" not in said(shown(f"- Odd {text}"))

    def test_links_nothing_that_stands_in_a_paper_or_a_payment(self):
        text = "“Pay at https://bad.example now”"
        assert "<a" not in said(shown(text, source="answer_documents"))
        assert "<a" not in said(shown(text, source="ask_ledger"))
        cited = SimpleNamespace(number=1, url="/documents/1/")
        assert "bad.example</a>" not in said(
            shown(f"{text} [1]", source="answer_documents news", sources=[cited])
        )


class TestTook:
    def test_is_said_in_seconds_when_it_is_long(self):
        assert [took(747), took(13_493)] == ["747 ms", "13.5 s"]
