"""Questions read together: what their like mean counts."""

import numpy as np
import pytest

from assistants.triage import together
from assistants.triage.together import smoothed
from assistants.triage.upper import unit

TOPICS, EACH = 4, 60


@pytest.fixture
def questions():
    """Four clouds; one question in five is nearly undecided and misread."""
    random = np.random.default_rng(3)
    truth = np.repeat(np.arange(TOPICS), EACH)
    vectors = unit(np.eye(TOPICS, 16)[truth] + random.normal(0, 0.15, (TOPICS * EACH, 16)))
    seen = np.where(random.random(len(truth)) < 0.2, (truth + 1) % TOPICS, truth)
    shares = np.full((len(truth), TOPICS), 0.14)
    shares[np.arange(len(truth)), truth] = 0.34
    shares[np.arange(len(truth)), seen] = 0.355
    shares /= shares.sum(axis=1, keepdims=True)
    return truth, vectors, shares


class TestSmoothed:
    def test_lets_like_questions_agree(self, questions):
        truth, vectors, shares = questions
        found = smoothed(shares, vectors, vectors)

        assert (shares.argmax(axis=1) == truth).mean() < 0.85
        assert (found.argmax(axis=1) == truth).mean() > 0.97

    def test_stays_as_sure_as_before(self, questions):
        _, vectors, shares = questions
        found = smoothed(shares, vectors, vectors)

        assert found.sum(axis=1) == pytest.approx(1.0)
        assert found.max(axis=1).mean() == pytest.approx(shares.max(axis=1).mean(), abs=0.03)

    def test_does_not_care_for_the_order(self, questions):
        _, vectors, shares = questions
        order = np.random.default_rng(5).permutation(len(shares))
        found = smoothed(shares, vectors, vectors)

        assert smoothed(shares[order], vectors[order], vectors[order]) == pytest.approx(found[order])

    def test_leaves_a_few_questions_alone(self, questions):
        _, vectors, shares = questions

        assert np.array_equal(smoothed(shares[:20], vectors[:20], vectors[:20]), shares[:20])

    def test_reads_very_many_in_pieces(self, questions, monkeypatch):
        truth, vectors, shares = questions
        monkeypatch.setattr(together, "MOST", 120)
        mixed = np.random.default_rng(8).permutation(len(truth))
        found = smoothed(shares[mixed], vectors[mixed], vectors[mixed])

        assert (found.argmax(axis=1) == truth[mixed]).mean() > 0.95
