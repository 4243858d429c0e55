"""A statement file on its way into the ledger: read, judged, checked by a person, recorded, taken back."""
