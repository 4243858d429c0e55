"""The calculator is exact, knows its limits, and never runs code."""

from decimal import Decimal

import pytest

from lumen.ai.tools.builtin import abilities, arithmetic, calculator

EXACT = [
    ("2 + 2", "4"),
    ("0.1 + 0.2", "0.3"),
    ("18% of 2,500", "450"),
    ("2500 + 18%", "2950"),
    ("2500 - 10%", "2250"),
    ("200 * 10%", "20"),
    ("10% + 5%", "0.15"),
    ("1.2 lakh / 12", "10000"),
    ("12,34,567.89 + 0.11", "1234568"),
    ("3 crore / 100", "300000"),
    ("5k times 3", "15000"),
    ("(450 + 320) x 2", "1540"),
    ("2 + 3 * 4", "14"),
    ("2 ^ 3 ^ 2", None),
    ("-(3 - 5)", "2"),
    ("--4 + 1", "5"),
    ("7 ÷ 2", "3.5"),
    ("100 minus 45 plus 5", "60"),
]


class TestArithmetic:
    @pytest.mark.parametrize(("expression", "expected"), [c for c in EXACT if c[1]])
    def test_works_out(self, expression, expected):
        assert arithmetic.calculate(expression).value == Decimal(expected)

    @pytest.mark.parametrize(
        ("expression", "sentence"),
        [
            ("5 / 0", "divided by zero"),
            ("(1 + 2", "not closed"),
            ("1 + 2)", "left over"),
            ("12 *", "number is missing"),
            ("2 ^ 3 ^ 2", "left over"),
            ("2 ^ 5000", "Powers go up to"),
            ("$5 + ₹3", "different currencies"),
            ("__import__('os')", "is not arithmetic"),
            ("9" * 400, "longer than"),
            ("1+" * 100 + "1", "too many parts"),
            ("(" * 50 + "1" + ")" * 50, "nested too deeply"),
            ("9999999999 ^ 200", "too large"),
            ("10^200 * 10^150", "too large"),
            ("₹10^30", "too large"),
            ("5 billion billion billion billion * ₹1", "too large"),
            ("0 / 0", "no result"),
            ("(-8) ^ (1/3)", "no result"),
        ],
    )
    def test_refuses_with_a_sentence(self, expression, sentence):
        with pytest.raises(arithmetic.ArithmeticProblemError, match=sentence):
            arithmetic.calculate(expression)

    def test_does_not_claim_what_is_too_long_to_calculate(self):
        assert calculator.claim(None, "1," * 2_000).score == 0

    def test_lets_a_sign_bind_less_than_a_power(self):
        assert arithmetic.calculate("-2^2").value == -4
        assert arithmetic.calculate("2^-1 + 2").value == Decimal("2.5")

    def test_keeps_the_currency(self):
        assert arithmetic.calculate("₹2,500 + 18%").currency == "INR"


class TestCalculatorTool:
    @pytest.mark.parametrize(
        ("text", "value", "unit"),
        [
            ("what is 18% of 2,500?", 450.0, None),
            ("What's 3 times 45 minus 10", 125.0, None),
            ("add 18% gst to 2500", 2950.0, None),
            ("percentage change from 200 to 250", 25.0, "%"),
            ("what percent is 45 of 300", 15.0, "%"),
            ("split ₹2,400 among 3 people", 800.0, "INR"),
            ("kitna hota hai 5 lakh / 12", 500000 / 12, None),
        ],
    )
    def test_recognises_and_answers(self, text, value, unit):
        claim = calculator.claim(None, text)
        answer = calculator.run(None, **claim.arguments)

        assert claim.score > 0.9
        assert answer.value == pytest.approx(value)
        assert answer.unit == unit

    @pytest.mark.parametrize(
        "text",
        [
            "how much did I spend on food last month?",
            "show amazon purchases above rs 2,000 in oct",
            "2025-11-14",
            "500",
            "top 3 categories",
            "and in october?",
            "spend in march 2019",
            "how much is 20% of my rent",
            "5 star hotels",
        ],
    )
    def test_leaves_other_questions_alone(self, text):
        assert calculator.claim(None, text).score == 0

    def test_says_when_it_rounded(self):
        assert calculator.run(None, expression="1/3").text == "1/3 ≈ 0.333333"


class TestSmallTalk:
    @pytest.mark.parametrize(
        ("text", "topic"),
        [
            ("hi", "greeting"),
            ("Hello there!", "greeting"),
            ("thanks a lot", "thanks"),
            ("What can you do?", "help"),
            ("who are you", "help"),
        ],
    )
    def test_is_recognised(self, text, topic):
        claim = abilities.claim(None, text)

        assert claim.arguments == {"topic": topic}
        assert abilities.small_talk(None, **claim.arguments).status == "ok"

    @pytest.mark.parametrize("text", ["hi, how much did I spend?", "help me find rent", "who is paid most"])
    def test_does_not_swallow_questions(self, text):
        assert abilities.claim(None, text).score == 0

    def test_says_honestly_that_it_does_not_know(self):
        answer = abilities.explain_abilities(None, text="why is the sky blue")

        assert answer.status == "unanswerable"
        assert "You can ask about" in answer.text
