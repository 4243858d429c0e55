"""What is expected of an answer, and the fit behind "not in your papers"."""

import time
from uuid import uuid4

import numpy as np
import pytest

from documents import terms
from documents.evaluation import collections
from documents.evaluation.collections import Article, Collection
from documents.evidence import read, weights
from documents.evidence.expecting import Kind, candidates, expected, holds
from documents.evidence.sentences import Fit, Sentence
from documents.evidence.signals import Signals, _near_share
from documents.management.commands.fit_evidence import logistic_regression
from documents.search import Found, Hit


def hit_of(text):
    return Hit(
        chunk_id=uuid4(),
        document_id=uuid4(),
        title="Kiln",
        filename="kiln.md",
        language="en",
        page=1,
        start=0,
        end=len(text),
        text=text,
        heading="",
        score=1.0,
        dense=0.5,
        bm25=0.0,
        boxes=[],
    )


def sentence_of(hit, similarity):
    fit = Fit(*[0.0] * 2, similarity, *[0.0] * 6)
    return Sentence(hit=hit, start=0, end=len(hit.text), text=hit.text, fit=fit, compared=True)


class TestExpecting:
    @pytest.mark.parametrize(
        ("question", "kind"),
        [
            ("How much is the rent?", Kind.AMOUNT),
            ("When does the policy expire?", Kind.DATE),
            ("How long is the warranty?", Kind.DURATION),
            ("What is my policy number?", Kind.CODE),
            ("Who signed the lease?", Kind.NAME),
            ("How many flats are in the house?", Kind.NUMBER),
            ("¿Cuándo se recoge la aceituna?", Kind.DATE),
            ("Wer prüft die Bücher?", Kind.NAME),
            ("कितने दिन की छुट्टी?", Kind.DURATION),
            ("Why is the sky blue?", None),
        ],
    )
    def test_tells_what_is_asked_for(self, question, kind):
        assert expected(question) == kind

    @pytest.mark.parametrize(
        ("kind", "text", "found"),
        [
            (Kind.AMOUNT, "The rent is Rs. 38,000 a month.", "Rs. 38,000"),
            (Kind.AMOUNT, "Total due 1,770.36", "1,770.36"),
            (Kind.AMOUNT, "La renta es de 865 euros.", "865 euros"),
            (Kind.DATE, "Paid on 5 May 2026 by card.", "5 May 2026"),
            (Kind.DURATION, "It is covered for ten years from now.", "ten years"),
            (Kind.DURATION, "Er arbeitete dort achthundert Tage.", "achthundert Tage"),
            (Kind.DURATION, "उसे दो साल की सज़ा हुई।", "दो साल"),
            (Kind.DURATION, "用了十四个月查明原因", "十四个月"),
            (Kind.DURATION, "دام حكمه ثمانية أعوام", "ثمانية أعوام"),
            (Kind.NUMBER, "Она весит двести граммов.", "двести"),
            (Kind.NUMBER, "वहाँ पाँच सौ लोग थे।", "पाँच"),
            (Kind.NUMBER, "Se salvaron ochocientas personas.", "ochocientas"),
            (Kind.DATE, "Es geschah im neunten Jahrhundert.", "Jahrhundert"),
            (Kind.CODE, "Policy number SH/2026/7743190.", "SH/2026/7743190"),
            (Kind.NAME, "It was signed by Amira Haddad in May.", "Amira Haddad"),
        ],
    )
    def test_finds_it_in_a_text(self, kind, text, found):
        assert found in [one.text for one in candidates(kind, text, "")]
        assert all(text[one.start : one.end] == one.text for one in candidates(kind, text, ""))

    def test_does_not_take_what_the_question_says(self):
        assert not holds(Kind.AMOUNT, "A fee of Rs. 200.", "Why do I pay Rs. 200?")

    def test_reads_long_words_in_linear_time(self):
        started = time.perf_counter()
        for kind in Kind:
            list(candidates(kind, "zweitausend" * 2_000, ""))

        assert time.perf_counter() - started < 2


class TestCollections:
    @pytest.mark.parametrize(
        "name", [*collections.FITTED_ON, collections.UNSEEN, *collections.UNSEEN_LANGUAGES]
    )
    def test_hold_the_words_that_answer(self, name):
        for article in collections.read(name):
            text = " ".join(" ".join(article.lines).split())
            assert article.questions
            for question, words in (*article.questions, *article.reworded):
                assert words in text, question
            assert not set(article.unanswered) & {question for question, _ in article.questions}

    def test_ask_each_question_where_it_is_and_where_it_is_not(self):
        articles = collections.read("es")
        first, second = collections.halves("es", articles)

        assert list(first.papers) == list(second.strangers) == articles[0::2]

    @pytest.mark.django_db
    def test_ask_in_other_words_and_for_what_is_left_open(self, maria):
        paper = Article("Kiln", "en", ["The kiln is fired with beech wood."])
        paper.questions = [("With what is the kiln fired?", "beech wood")]
        paper.reworded = [("What fuel does the potter burn?", "beech wood")]
        paper.unanswered = ["How hot is the kiln?"]

        asked = list(collections.ask(Collection(name="clay", papers=[paper], strangers=[paper]), maria))

        assert [(one.collection, one.is_present) for one in asked] == [
            ("clay", True),
            ("clay, reworded", True),
            ("clay, details", False),
            ("clay", False),
            ("clay, reworded", False),
        ]


class TestStandingOut:
    def test_is_how_far_the_nearest_sentence_leads(self):
        def lead(*similarities):
            hit = hit_of("The kiln is fired with beech wood.")
            sentences = [sentence_of(hit, value) for value in similarities]
            found = Found(hits=[hit], words=[], weights={}, frequencies={}, by_meaning=True, language="en")
            signals = read(found, sentences, "What is burnt?")
            return round(signals.stands_out, 3), round(signals.ahead, 3)

        assert lead(0.2, 0.6, 0.3) == (1.05, 1.5)
        assert lead(0.6) == (0.0, 0.0)


class TestNearCoverage:
    def test_counts_the_pieces_of_a_word_that_is_not_there(self):
        weights_of = dict.fromkeys(terms.words("перегреву"), 2.0)

        near = _near_share(weights_of, set(terms.words("перегревается")))
        there = _near_share(weights_of, set(terms.words("перегреву")))

        assert 0 < near < there == 1


class TestFit:
    def test_finds_what_tells_two_kinds_apart(self):
        rng = np.random.default_rng(1)
        values = rng.random((400, 2))
        labels = (values[:, 0] + 0.1 * rng.standard_normal(400) > 0.5).astype(float)

        intercept, useful, idle = logistic_regression(values, labels, np.ones(400))

        assert intercept < 0
        assert useful > 5
        assert abs(idle) < 2

    def test_weighs_only_signals_there_are(self):
        known = set(Signals.__dataclass_fields__)
        for decision in (weights.ENGLISH, weights.MEANING, weights.WORDS):
            assert known >= set(decision.weights)

    def test_is_chosen_by_language_and_by_what_was_compared(self):
        assert weights.decision(by_meaning=True, is_foreign=False) is weights.ENGLISH
        assert weights.decision(by_meaning=True, is_foreign=True) is weights.MEANING
        assert weights.decision(by_meaning=False, is_foreign=False) is weights.WORDS
