"""Pages of this app."""

from django.urls import path

from transactions.views import catalog, imports, inbox, ledger, rates, sources

app_name = "transactions"
urlpatterns = [
    path("", ledger.transaction_list, name="list"),
    path("new", ledger.transaction_new, name="new"),
    path("export.csv", ledger.transaction_export, name="export"),
    path("bulk", ledger.transaction_bulk, name="bulk"),
    path("undo/<uuid:pk>", ledger.transaction_undo, name="undo"),
    path("accounts", catalog.account_list, name="accounts"),
    path("accounts/new", catalog.account_edit, name="account-new"),
    path("accounts/<uuid:pk>", catalog.account_edit, name="account-edit"),
    path("accounts/<uuid:pk>/archive", catalog.account_archive, name="account-archive"),
    path("rates", rates.rate_list, name="rates"),
    path("categories", catalog.category_list, name="categories"),
    path("categories/new", catalog.category_edit, name="category-new"),
    path("categories/<uuid:pk>", catalog.category_edit, name="category-edit"),
    path("categories/<uuid:pk>/merge", catalog.category_merge, name="category-merge"),
    path("categories/<uuid:pk>/budget", catalog.category_budget, name="category-budget"),
    path("merchants", catalog.merchant_list, name="merchants"),
    path("merchants/<uuid:pk>", catalog.merchant_edit, name="merchant-edit"),
    path("merchants/<uuid:pk>/merge", catalog.merchant_merge, name="merchant-merge"),
    path("rules", catalog.rule_list, name="rules"),
    path("rules/<uuid:pk>/delete", catalog.rule_delete, name="rule-delete"),
    path("import", imports.import_upload, name="import"),
    path("import/<uuid:pk>", imports.import_detail, name="import-detail"),
    path("import/<uuid:pk>/layout", imports.import_layout, name="import-layout"),
    path("import/<uuid:pk>/rows", imports.import_rows, name="import-rows"),
    path("import/<uuid:pk>/<str:action>", imports.import_action, name="import-action"),
    path("inbox", inbox.inbox_page, name="inbox"),
    path("sources", sources.source_list, name="sources"),
    path("sources/<uuid:pk>", sources.source_detail, name="source"),
    path("sources/<uuid:pk>/test", sources.source_test, name="source-test"),
    path("sources/<uuid:pk>/<str:action>", sources.source_action, name="source-action"),
    path("<uuid:pk>", ledger.transaction_detail, name="detail"),
    path("<uuid:pk>/edit", ledger.transaction_edit, name="edit"),
    path("<uuid:pk>/inline", ledger.transaction_inline, name="inline"),
    path("<uuid:pk>/delete", ledger.transaction_delete, name="delete"),
    path("<uuid:pk>/receipt", ledger.transaction_receipt, name="receipt"),
]
