"""What apps above may listen to without this one knowing them."""

from django.dispatch import Signal

understood = Signal()  # sent after commit with `document_id`: a paper's kind, sums and dates are known
