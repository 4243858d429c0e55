"""From which trust on past proposals are right often enough."""

import numpy as np
import pytest

from assistants.triage.base import Neighbour, Reading
from assistants.triage.calibrating import (
    auroc,
    best_scale,
    calibration_error,
    coverage_at,
    false_positive_rate,
    reliability,
    softmax,
)
from assistants.triage.trusting import (
    NEVER,
    Proposal,
    expected_errors,
    is_allowed,
    lowest_proved,
    signs_of,
    trust_from,
)


def reading(confidence: float = 0.95, in_scope: float = 0.95, agreement: float = 1.0) -> Reading:
    nearest = (Neighbour("1", "where is it", "parcel", 0.8),)
    return Reading("parcel", confidence, in_scope, nearest, agreement)


def proposals(
    count: int, *, wrong: int = 0, confidence: float = 0.95, topic: str = "parcel"
) -> list[Proposal]:
    signs = signs_of(reading(confidence), 10)
    return [Proposal(topic, signs, allowed=True, right=place >= wrong) for place in range(count)]


class TestTrust:
    def test_needs_evidence_and_most_to_begin_with(self):
        trust = trust_from(proposals(150), 0.95)
        later = trust_from(proposals(150), 0.95, [True] * 200)

        assert not trust.lets(reading(), signs_of(reading(), 10))
        assert later.lets(reading(), signs_of(reading(), 10))

    def test_grants_what_was_right(self):
        trust = trust_from(proposals(220), 0.95)

        assert trust.lets(reading(), signs_of(reading(), 10))

    def test_refuses_what_was_wrong_too_often(self):
        trust = trust_from(proposals(120, wrong=12), 0.95)

        assert not trust.lets(reading(), signs_of(reading(), 10))

    def test_grants_only_the_surer_ones(self):
        past = proposals(200, confidence=0.97) + proposals(40, wrong=30, confidence=0.5, topic="other")
        trust = trust_from(past, 0.95)

        assert trust.lets(reading(0.97), signs_of(reading(0.97), 10))
        assert not trust.lets(reading(0.5), signs_of(reading(0.5), 10))

    def test_aims_at_fewer_errors_on_probation_and_after_mistakes(self):
        assert expected_errors(0.95, []) == pytest.approx(0.03)
        assert expected_errors(0.95, [True] * 200) == pytest.approx(0.035)
        assert expected_errors(0.95, [True] * 270 + [False] * 15) < 0.025
        assert expected_errors(0.95, [True] * 200 + [False] * 60) == pytest.approx(0.01)

    def test_hears_the_newest_most(self):
        grown = proposals(300, wrong=30, confidence=0.8) + proposals(500, wrong=5, confidence=0.8)
        declined = proposals(700, wrong=5, confidence=0.8) + proposals(100, wrong=20, confidence=0.8)
        sure = signs_of(reading(0.8), 10)

        assert trust_from(grown, 0.95, [True] * 200).lets(reading(0.8), sure)
        assert not trust_from(declined, 0.95, [True] * 200).lets(reading(0.8), sure)

    def test_bars_a_topic_whose_own_record_is_bad(self):
        past = proposals(400) + proposals(6, wrong=4, topic="refund")
        trust = trust_from(past, 0.95)

        assert trust.barred == {"refund"}

    def test_needs_scope_and_neighbours(self):
        assert is_allowed(reading())
        assert not is_allowed(reading(in_scope=0.4))
        assert not is_allowed(reading(agreement=0.1))


class TestLowestProved:
    def test_takes_equal_trust_together(self):
        trusts = np.full(100, 0.9)
        right = np.arange(100) >= 40

        assert lowest_proved(trusts, right, 0.95, 1.0) == NEVER

    def test_goes_as_low_as_the_bound_allows(self):
        trusts = np.linspace(1.0, 0.0, 200)
        right = trusts >= 0.5

        assert 0.4 < lowest_proved(trusts, right, 0.95, 1.0) <= 0.5

    def test_goes_as_low_as_few_errors_are_expected(self):
        trusts = np.linspace(1.0, 0.0, 500)
        right = np.full(500, True)

        assert lowest_proved(trusts, right, 0.95, 0.1) == pytest.approx(0.8, abs=0.01)

    def test_needs_more_than_a_few(self):
        assert lowest_proved(np.full(60, 0.99), np.full(60, True), 0.9, 0.1) == NEVER


class TestMeasures:
    def test_temperature_is_found(self):
        random = np.random.default_rng(1)
        logits = random.normal(size=(4_000, 5))
        shares = softmax(logits, 2.0)
        truth = np.array([random.choice(5, p=row) for row in shares])

        assert 1.7 < best_scale(logits, truth) < 2.3

    def test_error_is_the_gap_between_sure_and_right(self):
        sure, right = np.full(100, 0.9), np.arange(100) < 70

        assert abs(calibration_error(sure, right) - 0.2) < 1e-9
        assert reliability(sure, right)[0].count == 100

    def test_coverage_is_the_largest_share_that_is_right_enough(self):
        sure, right = np.linspace(1, 0, 100), np.arange(100) < 50

        assert coverage_at(sure, right, 0.95) == 0.52
        assert coverage_at(np.array([]), np.array([], dtype=bool)) == 0

    def test_separation(self):
        inside, outside = np.array([0.9, 0.8, 0.5]), np.array([0.1, 0.5])

        assert auroc(inside, outside) == 5.5 / 6
        assert false_positive_rate(np.linspace(0.5, 1, 100), np.array([0.1, 0.9])) == 0.5
