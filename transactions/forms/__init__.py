"""What people type about money, checked at the edge."""

from transactions.forms.entry import EntryForm, QuickEntryForm
from transactions.forms.lists import BulkForm, FilterForm, filter_data
from transactions.forms.upkeep import (
    AccountForm,
    CategoryForm,
    MerchantForm,
    MergeForm,
    MergeMerchantForm,
)

__all__ = [
    "AccountForm",
    "BulkForm",
    "CategoryForm",
    "EntryForm",
    "FilterForm",
    "MerchantForm",
    "MergeForm",
    "MergeMerchantForm",
    "QuickEntryForm",
    "filter_data",
]
