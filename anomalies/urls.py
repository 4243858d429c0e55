"""Pages of this app."""

from django.urls import path

from anomalies.views import backtests, cases, findings, rules, telling

app_name = "anomalies"
urlpatterns = [
    path("", findings.finding_list, name="list"),
    path("learnt/", findings.learnt, name="learnt"),
    path("cases/", cases.case_list, name="cases"),
    path("telling/", telling.telling, name="telling"),
    path("imports/<uuid:batch_id>/look-back/", telling.look_back, name="look-back"),
    path("backtest/", backtests.backtest_home, name="backtests"),
    path("backtest/<uuid:pk>/", backtests.backtest_detail, name="backtest"),
    path("backtest/<uuid:pk>/stop/", backtests.backtest_stop, name="backtest-stop"),
    path("backtest/<uuid:pk>/delete/", backtests.backtest_delete, name="backtest-delete"),
    path("backtest/<uuid:pk>/result.jsonl", backtests.backtest_lines, name="backtest-lines"),
    path("rules/", rules.rule_list, name="rules"),
    path("rules/new/", rules.rule_edit, name="rule-new"),
    path("rules/try/", rules.rule_try, name="rule-try"),
    path("rules/<uuid:pk>/", rules.rule_edit, name="rule-edit"),
    path("rules/<uuid:pk>/delete/", rules.rule_delete, name="rule-delete"),
    path("rules/<uuid:pk>/<slug:action>/", rules.rule_action, name="rule-action"),
    path("<uuid:pk>/", findings.finding_detail, name="detail"),
    path("<uuid:pk>/feedback/", findings.finding_feedback, name="feedback"),
    path("<uuid:pk>/undo/", findings.finding_undo, name="undo"),
    path("<uuid:pk>/case/step/", cases.case_step, name="case-step"),
    path("<uuid:pk>/case/note/", cases.case_note, name="case-note"),
    path("<uuid:pk>/case/close/", cases.case_close, name="case-close"),
    path("<uuid:pk>/case/reopen/", cases.case_reopen, name="case-reopen"),
]
