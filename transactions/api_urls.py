"""REST routes of this app."""

from django.urls import path

from transactions.api import budgets, catalog, imports, inbox, ledger, recurring, rules, sources

urlpatterns = [
    path("transactions", ledger.TransactionList.as_view(), name="transaction-list"),
    path("transactions/bulk", ledger.TransactionBulk.as_view(), name="transaction-bulk"),
    path("transactions/export.<str:ending>", ledger.TransactionExport.as_view(), name="transaction-export"),
    path("transactions/<uuid:pk>", ledger.TransactionDetail.as_view(), name="transaction-detail"),
    path("transactions/<uuid:pk>/split", rules.TransactionSplit.as_view(), name="transaction-split"),
    path("accounts", catalog.AccountList.as_view(), name="account-list"),
    path("accounts/<uuid:pk>", catalog.AccountDetail.as_view(), name="account-detail"),
    path("categories", catalog.CategoryList.as_view(), name="category-list"),
    path("categories/<uuid:pk>", catalog.CategoryDetail.as_view(), name="category-detail"),
    path("merchants", catalog.MerchantList.as_view(), name="merchant-list"),
    path("merchants/<uuid:pk>", catalog.MerchantDetail.as_view(), name="merchant-detail"),
    path("rules", rules.RuleList.as_view(), name="rule-list"),
    path("rules/<uuid:pk>", rules.RuleDetail.as_view(), name="rule-detail"),
    path("rules/<uuid:pk>/preview", rules.RulePreview.as_view(), name="rule-preview"),
    path("rules/<uuid:pk>/run", rules.RuleRun.as_view(), name="rule-run"),
    path("budgets", budgets.BudgetList.as_view(), name="budget-list"),
    path("budgets/<uuid:pk>", budgets.BudgetDetail.as_view(), name="budget-detail"),
    path("recurring", recurring.RecurringList.as_view(), name="recurring-list"),
    path("recurring/<uuid:pk>", recurring.RecurringDetail.as_view(), name="recurring-detail"),
    path("recurring/<uuid:pk>/dismiss", recurring.RecurringDismiss.as_view(), name="recurring-dismiss"),
    path("webhooks/sms", sources.SmsWebhook.as_view(), name="webhook-sms"),
    path("webhooks/mail", sources.MailWebhook.as_view(), name="webhook-mail"),
    path("webhooks/gmail", sources.GmailPush.as_view(), name="webhook-gmail"),
    path("sources", sources.SourceList.as_view(), name="source-list"),
    path("sources/<uuid:pk>", sources.SourceDetail.as_view(), name="source-detail"),
    path("raw-items", inbox.RawItemList.as_view(), name="raw-item-list"),
    path("raw-items/<uuid:pk>", inbox.RawItemDetail.as_view(), name="raw-item-detail"),
    path("raw-items/<uuid:pk>/correct", inbox.RawItemCorrect.as_view(), name="raw-item-correct"),
    path("raw-items/<uuid:pk>/reread", inbox.RawItemReread.as_view(), name="raw-item-reread"),
    path("imports", imports.ImportList.as_view(), name="import-list"),
    path("imports/<uuid:pk>", imports.ImportDetail.as_view(), name="import-detail"),
    path("imports/<uuid:pk>/rows", imports.ImportRows.as_view(), name="import-rows"),
    path("imports/<uuid:pk>/rows/<int:line>", imports.ImportRowDetail.as_view(), name="import-row"),
    path("imports/<uuid:pk>/commit", imports.ImportCommit.as_view(), name="import-commit"),
    path("imports/<uuid:pk>/undo", imports.ImportUndo.as_view(), name="import-undo"),
]
