"""Every sample mail, template and refusal reads as it should."""

import pytest

from transactions.parsing.mail import evaluation
from transactions.parsing.mail.alerts import read_alert
from transactions.parsing.mail.refusals import REFUSALS, refusal_of
from transactions.parsing.mail.templates import TEMPLATES

SAMPLES = list(evaluation.samples())


class TestSamples:
    @pytest.mark.parametrize("sample", SAMPLES, ids=[sample["id"] for sample in SAMPLES])
    def test_each_mail_reads_as_it_should(self, sample):
        wrong = [name for name, is_right in evaluation.judge(sample) if not is_right]

        assert wrong == [], evaluation.read_sample(sample)

    @pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
    def test_each_template_reads_its_example(self, template):
        found = read_alert(subject="", text=template.example, code="", received_at=None)

        assert template.pattern.search(template.example)
        assert (found.outcome, found.direction) == ("transaction", template.direction)
        assert found.merchant

    @pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.name)
    def test_each_refusal_refuses_its_example(self, refusal):
        found = read_alert(subject="", text=refusal.example, code="", received_at=None)

        assert refusal_of(refusal.example) is not None
        assert found.outcome not in {"transaction", "balance"}

    def test_the_evaluation_says_all_are_right(self):
        lines = evaluation.table(evaluation.samples()).split("\n")

        assert len(lines) >= 10
        assert all(line.endswith("100.0%") for line in lines)
