"""Pure: which rows are two ends of one transfer. Precision first."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from transactions.linking.transfers import Movement, OwnAccount, find_pairs

DAY = date(2025, 5, 6)
ACCOUNTS = {
    "savings": OwnAccount(kind="bank", last4="4821", bank="hdfc"),
    "salary": OwnAccount(kind="bank", last4="7733", bank="icici"),
    "card": OwnAccount(kind="card", last4="9012", bank="axis"),
    "cash": OwnAccount(kind="cash"),
    "dollars": OwnAccount(kind="bank", last4="5566"),
}


def row(key, account, amount, text="", days=0, **extra):
    facts = {
        "kind": "income" if Decimal(amount) > 0 else "expense",
        "currency": "INR",
        "worth": Decimal(amount),
    }
    return Movement(
        key=key,
        account=account,
        amount=Decimal(amount),
        text=text,
        on=DAY + timedelta(days=days),
        **{**facts, **extra},
    )


def keys(pairs):
    return [(pair.outgoing.key, pair.incoming.key, pair.is_certain) for pair in pairs]


class TestPairing:
    @pytest.mark.parametrize(
        ("out", "inc"),
        [
            pytest.param(
                {"references": frozenset({"512345678901"})},
                {"references": frozenset({"512345678901"})},
                id="one reference",
            ),
            pytest.param(
                {"text": "neft transfer to xx7733"}, {"text": "neft from self"}, id="names the other account"
            ),
            pytest.param({"kind": "transfer"}, {"kind": "transfer"}, id="both called transfers"),
            pytest.param(
                {"text": "self transfer to icici"},
                {"text": "transfer from hdfc own a c"},
                id="words at both ends",
            ),
        ],
    )
    def test_is_certain_where_the_rows_say_so(self, out, inc):
        pairs = find_pairs(
            [row("o", "savings", "-5000", **out), row("i", "salary", "5000", **inc)], accounts=ACCOUNTS
        )
        assert keys(pairs) == [("o", "i", True)]

    def test_a_card_payment_reaches_the_card(self):
        out = row("o", "savings", "-18240.55", "cc bill payment", kind="transfer", category="Card Payment")
        inc = row("i", "card", "18240.55", "payment received thank you", days=2)
        assert keys(find_pairs([out, inc], accounts=ACCOUNTS)) == [("o", "i", True)]

    def test_cash_drawn_is_not_what_a_friend_sent(self):
        out = row("o", "savings", "-500", "atm wdl", kind="transfer", category="Cash Withdrawal")
        inc = row("i", "salary", "500", "upi nikhil")
        assert find_pairs([out, inc], accounts=ACCOUNTS) == []

    def test_foreign_money_within_three_percent(self):
        out = row("o", "savings", "-84500", "remittance self transfer", kind="transfer")
        inc = row("i", "dollars", "1000", "transfer from self", currency="USD", worth=Decimal(84000), days=3)
        far = row("f", "dollars", "1000", "transfer from self", currency="USD", worth=Decimal(80000), days=3)
        assert [pair.incoming.key for pair in find_pairs([out, inc], accounts=ACCOUNTS)] == ["i"]
        assert find_pairs([out, far], accounts=ACCOUNTS) == []

    def test_a_small_fee_may_stay_on_the_way(self):
        out = row("o", "savings", "-10005.90", "imps self transfer to xx7733")
        inc = row("i", "salary", "10000", "imps self")
        assert [pair.incoming.key for pair in find_pairs([out, inc], accounts=ACCOUNTS)] == ["i"]

    def test_five_days_apart_is_too_far(self):
        out = row("o", "savings", "-5000", kind="transfer")
        assert find_pairs([out, row("i", "salary", "5000", kind="transfer", days=5)], accounts=ACCOUNTS) == []

    def test_what_was_rejected_never_comes_back(self):
        rows = [row("o", "savings", "-5000", kind="transfer"), row("i", "salary", "5000", kind="transfer")]
        assert find_pairs(rows, accounts=ACCOUNTS, rejected=[("o", "i")]) == []

    def test_two_possible_partners_make_it_a_question(self):
        rows = [
            row("o", "savings", "-5000", kind="transfer"),
            row("i", "salary", "5000", kind="transfer"),
            row("j", "dollars", "5000", kind="transfer"),
        ]
        assert [pair.is_certain for pair in find_pairs(rows, accounts=ACCOUNTS)] == [False]

    def test_twins_are_paired_each_with_one(self):
        rows = [row(f"o{n}", "savings", "-5000", kind="transfer") for n in range(2)]
        rows += [row(f"i{n}", "salary", "5000", kind="transfer") for n in range(2)]
        pairs = find_pairs(rows, accounts=ACCOUNTS)
        assert len(pairs) == 2
        assert all(pair.is_certain for pair in pairs)


CHANCE = [
    (("savings", "-500", "upi dmart", True), ("salary", "500", "neft acme payroll salary", True)),
    (("savings", "-500", "upi kirana store", False), ("salary", "500", "upi rohit", False)),
    (("savings", "-1200", "pos shoppers stop", True), ("salary", "1200", "upi cashback", True)),
    (("card", "-2000", "swiggy", True), ("savings", "2000", "interest", True)),
    (("salary", "-25000", "rent to landlord", True), ("savings", "25000", "freelance invoice", True)),
    (("salary", "-25000", "neft rajesh kumar", False), ("savings", "25000", "neft client", False)),
    (("savings", "-100", "metro recharge", True), ("salary", "100", "upi priya", False)),
    (("card", "-999", "netflix", True), ("savings", "999", "upi refund split by amit", False)),
    (("savings", "-3000", "atm", False), ("salary", "3000", "cheque deposit", False)),
]


class TestEqualAmountsByChance:
    @pytest.mark.parametrize(("out", "inc"), CHANCE)
    def test_never_pair_by_themselves(self, out, inc):
        rows = [
            row("o", out[0], out[1], out[2], is_filed=out[3], category="Shopping" if out[3] else ""),
            row("i", inc[0], inc[1], inc[2], is_filed=inc[3], category="Salary" if inc[3] else ""),
        ]
        assert not any(pair.is_certain for pair in find_pairs(rows, accounts=ACCOUNTS))

    def test_not_in_three_busy_accounts_either(self):
        chance = random.Random(7)
        rows = []
        for n in range(3000):
            size = chance.choice([100, 200, 250, 500, 1000, 1500, 2000, 5000, 10000])
            account = chance.choice(["savings", "salary", "card"])
            sign = chance.choice([-1, -1, -1, 1])
            text = chance.choice(
                ["upi dmart", "salary acme", "pos big bazaar", "upi rohit", "neft client", ""]
            )
            filed = chance.random() < 0.7
            rows.append(row(f"r{n}", account, str(sign * size), text, days=n // 10, is_filed=filed))
        pairs = find_pairs(rows, accounts=ACCOUNTS)
        assert [pair for pair in pairs if pair.is_certain] == []
        assert len(pairs) < 15

    def test_true_transfers_among_them_are_found(self):
        chance = random.Random(11)
        rows = []
        for n in range(600):
            account = chance.choice(["savings", "salary", "card"])
            rows.append(
                row(
                    f"r{n}",
                    account,
                    str(chance.choice([-1, 1]) * 5000),
                    "upi shop",
                    days=n // 10,
                    is_filed=True,
                )
            )
        for n in range(20):
            told = frozenset({f"5123456789{n:02}"})
            rows.append(row(f"o{n}", "savings", "-5000", "imps", days=n * 3, references=told))
            rows.append(row(f"i{n}", "salary", "5000", "imps", days=n * 3, references=told))
        certain = [pair for pair in find_pairs(rows, accounts=ACCOUNTS) if pair.is_certain]
        assert {(pair.outgoing.key, pair.incoming.key) for pair in certain} == {
            (f"o{n}", f"i{n}") for n in range(20)
        }

    def test_the_order_of_rows_does_not_matter(self):
        chance = random.Random(3)
        rows = [
            row(
                f"r{n}",
                chance.choice(["savings", "salary", "dollars"]),
                str(chance.choice([-1, 1]) * 5000),
                "self transfer",
                days=n // 4,
            )
            for n in range(60)
        ]
        first = keys(find_pairs(rows, accounts=ACCOUNTS))
        chance.shuffle(rows)
        assert keys(find_pairs(rows, accounts=ACCOUNTS)) == first
