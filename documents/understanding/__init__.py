"""Station 6: what kind of paper it is, who sent it, and what it says about dates and money.

`receipts/`, `kinds.py`, `fields.py` and `matching.py` know no database: text in, findings out.
`labels.py` and `filing.py` are the services for tags, correspondents and what people correct.
"""

VERSION = "1"
