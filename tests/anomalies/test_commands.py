import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from tests.anomalies.factories import FIRST_DAY, a_payment, steady_life, store


def history_file(path, payments, odd=(), *, with_labels=True):
    head = "user,ts,merchant,category,amount,currency" + (",is_fraud" if with_labels else "")
    lines = [head]
    for user in ("a", "b"):
        for p in payments:
            at = f"{p.day}T{p.minute // 60:02d}:{p.minute % 60:02d}:00"
            cells = [user, at, p.name, p.category, str(p.amount), p.currency]
            lines.append(",".join([*cells, *([str(int(p.key in odd))] if with_labels else [])]))
    path.write_text("\n".join(lines) + "\n")
    return path


def lines_of(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


class TestBacktest:
    @pytest.fixture
    def night(self):
        return a_payment(
            day=FIRST_DAY + timedelta(days=200), name="Zen", category="Shopping", amount=14e3, minute=167
        )

    def test_prints_a_line_for_each_payment_after_the_warm_up(self, tmp_path, capsys, night):
        life = [*steady_life(210), night]

        call_command("backtest", history_file(tmp_path / "h.csv", life, odd={night.key}))

        *rows, last = lines_of(capsys)
        numbered = [n for n, p in enumerate([*life, *life]) if p.day >= FIRST_DAY.replace(month=7)]
        assert [row["row"] for row in rows] == numbered
        alerts = [row for row in rows if row["level"] in ("look", "urgent")]
        assert len(alerts) == 2
        assert {r["code"] for r in alerts[0]["reasons"]} >= {"amount", "hour", "new_merchant"}
        assert alerts[0]["notice"] != alerts[1]["notice"]
        assert last["summary"]["recall"] == 1.0
        assert last["summary"]["pr_auc"] == 1.0

    def test_without_labels_there_is_no_summary(self, tmp_path, capsys):
        path = history_file(tmp_path / "h.csv", steady_life(40), with_labels=False)

        call_command("backtest", path, "--warmup-months", "1")

        assert all("row" in line for line in lines_of(capsys))

    def test_what_comes_later_changes_no_earlier_line(self, tmp_path, capsys):
        life = steady_life(60)
        call_command("backtest", history_file(tmp_path / "a.csv", life), warmup_months=1)
        short = {(r["row"], r["score"]) for r in lines_of(capsys)[:-1]}
        wild = [*life, a_payment(day=FIRST_DAY + timedelta(days=61), amount=9e6)]
        call_command("backtest", history_file(tmp_path / "b.csv", wild), warmup_months=1)
        long = {(r["row"], r["score"]) for r in lines_of(capsys)[:-1]}

        first_user = {row for row in short if row[0] < len(life)}
        assert first_user <= long

    @pytest.mark.parametrize(
        "text",
        ["", "a,b\n1,2\n", "user,ts,merchant,category,amount,currency\na,yesterday,x,y,1,INR\n"],
    )
    def test_refuses_what_is_no_history(self, tmp_path, text):
        path = tmp_path / "h.csv"
        path.write_text(text)

        with pytest.raises(CommandError):
            call_command("backtest", path)

    def test_refuses_a_missing_file(self, tmp_path):
        with pytest.raises(CommandError):
            call_command("backtest", tmp_path / "none.csv")


@pytest.mark.django_db
class TestNotices:
    def test_prints_each_notice_with_its_payments_by_external_id(self, workspace, capsys):
        odd = a_payment(key="x900", day=FIRST_DAY + timedelta(days=121), amount=2_900.0)
        store(workspace, [*steady_life(120), odd])

        call_command("notices", workspace=workspace.slug, since=FIRST_DAY)

        [notice] = lines_of(capsys)
        assert notice["date"] == "2025-05-02"
        assert notice["kind"] == "amount_far_above_usual"
        assert notice["ids"] == ["x900"]
        assert notice["merchant"] == "Udupi Corner"
        assert "times your usual" in notice["text"]
        assert notice["reasons"][0]["code"] == "amount"

    def test_leaves_out_what_came_before_the_day(self, workspace, capsys):
        odd = a_payment(day=FIRST_DAY + timedelta(days=121), amount=2_900.0)
        store(workspace, [*steady_life(120), odd])

        call_command("notices", workspace=workspace.slug, since=FIRST_DAY + timedelta(days=122))

        assert lines_of(capsys) == []

    def test_refuses_an_unknown_workspace(self, db):
        with pytest.raises(CommandError):
            call_command("notices", workspace="nowhere", since=FIRST_DAY)
