import json
import zlib
from random import Random

import numpy as np
import pytest

from anomalies.detectors import forest
from anomalies.detectors.forest import Forest, TamperedModelError, TooFewRowsError


def rows(count: int = 600) -> list[list[float]]:
    draw = Random(8)
    return [[draw.gauss(0, 1) for _ in range(8)] for _ in range(count)]


@pytest.fixture(scope="module")
def grown() -> Forest:
    return forest.train(rows(), version="forest-test")


class TestForest:
    def test_scores_exactly_as_scikit_learn_does(self):
        from sklearn.ensemble import IsolationForest

        matrix = np.asarray(rows(), dtype=np.float32)
        model = IsolationForest(n_estimators=64, max_samples=256, random_state=17).fit(matrix)
        expected = -model.score_samples(matrix[:40])

        ours = forest.train(rows(), version="v")

        assert [ours.score(row) for row in rows()[:40]] == pytest.approx(expected, abs=1e-9)

    def test_votes_more_for_what_lies_apart(self, grown):
        assert grown.bits([9.0] * 8) > grown.bits([0.0] * 8) + 5

    def test_its_threshold_is_exceeded_by_one_own_row_in_a_hundred(self, grown):
        above = sum(grown.score(row) > grown.threshold for row in rows())

        assert above == 6

    def test_is_read_back_as_it_was_written(self, grown):
        assert Forest.from_bytes(grown.to_bytes()) == grown

    def test_needs_enough_rows(self):
        with pytest.raises(TooFewRowsError):
            forest.train(rows(40), version="v")

    def test_a_tampered_model_is_refused(self, grown):
        state = grown.to_bytes()
        body = json.loads(zlib.decompress(state[32:]))
        forged = state[:32] + zlib.compress(json.dumps({**body, "threshold": 0.0}).encode())

        with pytest.raises(TamperedModelError):
            Forest.from_bytes(forged)

    def test_a_model_signed_with_another_key_is_refused(self, grown, settings):
        state = grown.to_bytes()
        settings.SECRET_KEY = "somebody else's key"

        with pytest.raises(TamperedModelError):
            Forest.from_bytes(state)
