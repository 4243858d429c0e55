"""The everyday alerts of India's twenty largest banks, each with an example it must read."""
# ruff: noqa: E501  patterns and tables are data; a broken line hides more than a long one

AMOUNT = r"(?P<amount>(?:rs\.?|inr|₹)\s?[:.]?\s?\d[\d,]*(?:\.\d+)?)"
_ACCOUNT = r"[x*.]*(?P<last4>\d{3,})"
_BALANCE = r"(?:rs\.?|inr|₹)?\s?[:.]?\s?(?P<balance>\d[\d,]*(?:\.\d+)?)"
_DATE = r"[\d]{1,4}[-/ ]?\w{2,3}[-/ ]?\d{2,4}"
_NAME = r"(?P<merchant>[A-Za-z][^\n;.(/@]{1,48}?)"
_REF = r"(?P<reference>[A-Z]{0,5}\d{6,18}\w*)"

# name of the template, bank, direction, pattern, example
ALERTS = [
    (
        "hdfc-sent", "HDFC Bank", "debit",
        rf"sent\s+{AMOUNT}\s+from\s+hdfc\s+bank\s+a/c\s+{_ACCOUNT}\s+to\s+{_NAME}\s+on\s+\S+\s+ref\s+{_REF}",
        "Sent Rs.60.00\nFrom HDFC Bank A/C *1234\nTo ROSE DAIRY\nOn 01/02/26\nRef 600000000001",
    ),
    (
        "hdfc-card", "HDFC Bank", "debit",
        rf"spent\s+(?:on|from)\s+hdfc\s+bank\s+card\s+{_ACCOUNT}\s+at\s+[.+]*(?P<merchant>[A-Za-z][^\n]{{1,48}}?)_?\s+on\s+20\d\d-",
        "Rs.450.00 spent on HDFC Bank Card x1234 at ..BLUE CAFE_ on 2026-02-01:10:00:00",
    ),
    (
        "sbi-upi", "State Bank of India", "debit",
        rf"a/c\s+{_ACCOUNT}[\s-]+debited\s+by\s+(?P<amount>(?:rs\.?)?\s?\d[\d,.]*\d)\s+on\s+(?:date\s+)?\w+\s+(?:trf|transfer)\s+to\s+{_NAME}\s+ref\s?no\s+{_REF}",
        "Dear UPI user A/C X1234 debited by 60.0 on date 01Feb26 trf to ROSE DAIRY Refno 600000000001",
    ),
    (
        "sbi-upi-in", "State Bank of India", "credit",
        rf"a/c\s+{_ACCOUNT}-credited\s+by\s+{AMOUNT}\s+on\s+\w+\s+transfer\s+from\s+{_NAME}\s+ref\s?no\s+{_REF}",
        "Dear SBI User, your A/c X1234-credited by Rs.60 on 01Feb26 transfer from ASHA RAO Ref No 600000000001",
    ),
    (
        "icici-upi", "ICICI Bank", "debit",
        rf"acct?\s+{_ACCOUNT}\s+debited\s+for\s+{AMOUNT}\s+on\s+{_DATE};\s+{_NAME}\s+credited\.\s*UPI:\s?{_REF}",
        "ICICI Bank Acct XX123 debited for Rs 60.00 on 01-Feb-26; ROSE DAIRY credited. UPI:600000000001.",
    ),
    (
        "icici-card", "ICICI Bank", "debit",
        rf"spent\s+(?:using|on)\s+icici\s+bank\s+card\s+{_ACCOUNT}\s+on\s+{_DATE}\s+(?:on|at)\s+{_NAME}\s*-?\s*\.\s*avl",
        "INR 500.00 spent using ICICI Bank Card XX1234 on 01-Feb-26 on BLUE CAFE. Avl Limit: INR 10,000.00.",
    ),
    (
        "axis-upi", "Axis Bank", "debit",
        rf"{AMOUNT}\s+debited\s+a/c\s+no\.\s+{_ACCOUNT}\s+{_DATE},?\s+[\d:]+(?:\s+IST)?\s+UPI/P2[AM]/{_REF}/(?P<merchant>[^\n/]{{2,48}})",
        "INR 60.00 debited\nA/c no. XX1234\n01-02-26, 10:00:00\nUPI/P2M/600000000001/ROSE DAIRY\nAxis Bank",
    ),
    (
        "axis-card", "Axis Bank", "debit",
        rf"spent\s+{AMOUNT}\s+axis\s+bank\s+card\s+no\.\s+{_ACCOUNT}\s+{_DATE}\s+[\d:]+(?:\s+IST)?\s*\n(?P<merchant>[^\n]{{2,48}})\navl",
        "Spent INR 60\nAxis Bank Card no. XX1234\n01-02-26 10:00:00 IST\nROSE DAIRY\nAvl Limit: INR 900",
    ),
    (
        "pnb-upi", "Punjab National Bank", "debit",
        rf"a/c\s+{_ACCOUNT}\s+debited\s+{AMOUNT}\s+dt\s+\S+\s+[\d:]+\s+to\s+{_NAME}\s+thru\s+UPI:{_REF}\.\s*bal\s+{_BALANCE}",
        "A/c XX1234 debited INR 60.00 Dt 01-02-26 10:00 to Rose Dairy thru UPI:600000000001.Bal INR 900.50",
    ),
    (
        "bob-transfer", "Bank of Baroda", "debit",
        rf"{AMOUNT}\s+transferred\s+from\s+a/c\s+{_ACCOUNT}\s+to:\s?UPI/{_REF}/{_NAME}\.\s+total\s+bal:{_BALANCE}",
        "Rs.60.00 transferred from A/c ...1234 to:UPI/600000000001/ROSE DAIRY. Total Bal:Rs.900.50CR.",
    ),
    (
        "canara-upi", "Canara Bank", "debit",
        rf"{AMOUNT}\s+paid\s+thru\s+a/c\s+{_ACCOUNT}\s+on\s+\S+\s+[\d:]+\s+to\s+{_NAME},\s*UPI\s+ref\s+(?:no\.?\s+)?{_REF}",
        "Rs.60.00 paid thru A/C XX1234 on 01-2-26 10:00:00 to ROSE DAIRY, UPI Ref 600000000001.",
    ),
    (
        "union-upi", "Union Bank of India", "debit",
        rf"a/c\s+{_ACCOUNT}\s+debited\s+for\s+{AMOUNT}\s+on\s+\S+\s+(?:[\d:]+\s+)?by\s+UPI\s+to\s+{_NAME}\s+ref\s+no\s+{_REF}\s+avl\s+bal\s+{_BALANCE}",
        "A/c *1234 Debited for Rs:60.00 on 01-02-2026 by UPI to ROSE DAIRY ref no 600000000001 Avl Bal Rs:900.50",
    ),
    (
        "indian-upi", "Indian Bank", "debit",
        rf"a/c\s+{_ACCOUNT}\s+debited\s+{AMOUNT}\s+on\s+\S+\s+to\s+{_NAME}\.\s*UPI:{_REF}",
        "A/c *1234 debited Rs. 60.00 on 01-02-26 to ROSE DAIRY. UPI:600000000001. Indian Bank",
    ),
    (
        "boi-upi", "Bank of India", "debit",
        rf"{AMOUNT}\s+debited\s+a/c\s?{_ACCOUNT}\s+and\s+credited\s+to\s+{_NAME}\s+via\s+UPI\s+ref\s+no\s+{_REF}",
        "Rs.60.00 debited A/cXX1234 and credited to ROSE DAIRY via UPI Ref No 600000000001 on 01Feb26.",
    ),
    (
        "central-upi", "Central Bank of India", "debit",
        rf"a/c\s+{_ACCOUNT}\s+debited\s+by\s+{AMOUNT}\s+on\s+\w+\s+to\s+{_NAME}\s+via\s+UPI\s+ref\s+no\s+{_REF}\.\s*total\s+bal\s+{_BALANCE}",
        "A/c XX1234 debited by Rs.60.00 on 01FEB26 to ROSE DAIRY via UPI Ref No 600000000001. Total Bal Rs. 900.50",
    ),
    (
        "iob-upi", "Indian Overseas Bank", "debit",
        rf"a/c\s+{_ACCOUNT}\s+is\s+debited\s+for\s+{AMOUNT}\s+on\s+\S+\s+&\s+credited\s+to\s+{_NAME}\s+\(UPI\s+ref\s+no\s+{_REF}\)",
        "Your a/c XXXXX1234 is debited for Rs.60.00 on 2026-02-01 & credited to ROSE DAIRY (UPI Ref no 600000000001).",
    ),
    (
        "uco-neft", "UCO Bank", "credit",
        rf"a/c\s+{_ACCOUNT}\s+has\s+been\s+credited\s+with\s+{AMOUNT}\s+on\s+\S+\s+by\s+NEFT-{_NAME}-(?P<reference>\w+)\.\s*avl\s+bal\s+{_BALANCE}",
        "Your A/c XX1234 has been credited with Rs.60.00 on 01-02-2026 by NEFT-ASHA RAO-UTIBN600001. Avl Bal Rs.900.50",
    ),
    (
        "maharashtra-upi", "Bank of Maharashtra", "debit",
        rf"a/c\s+no\s+{_ACCOUNT}\s+debited\s+by\s+{AMOUNT}\s+on\s+\S+\s+with\s+UPI\s+RRN\s?:\s?{_REF}\s+to\s+{_NAME}\.\s+a/c\s+bal\s+is\s+{_BALANCE}",
        "Your A/c No xx1234 debited by Rs. 60.00 on 01-FEB-2026 with UPI RRN : 600000000001 to ROSE DAIRY. A/c Bal is Rs. 900.50 CR",
    ),
    (
        "idbi-ach", "IDBI Bank", "debit",
        rf"a/c\s+NN(?P<last4>\d+)\s+debited\s+{AMOUNT}\s+det:ACH-{_NAME}-\w+\.\s+bal\s+(?:\([^)]*\)\s+)?{_BALANCE}",
        "IDBI Bank A/C NN01234 debited INR 60.00 Det:ACH-ROSE FINANCE-00001. Bal (incl. of chq in clg) INR 900.50 as of 01FEB",
    ),
    (
        "kotak-sent", "Kotak Mahindra Bank", "debit",
        rf"sent\s+{AMOUNT}\s+from\s+kotak\s+bank\s+ac\s+{_ACCOUNT}\s+to\s+(?P<vpa>[\w.\-]+@\w+)\s+on\s+\S+?\.?\s*UPI\s+ref\s+{_REF}",
        "Sent Rs.60.00 from Kotak Bank AC X1234 to rose.dairy@ybl on 01-02-26.UPI Ref 600000000001.",
    ),
    (
        "kotak-received", "Kotak Mahindra Bank", "credit",
        rf"received\s+{AMOUNT}\s+in\s+your\s+kotak\s+bank\s+ac\s+{_ACCOUNT}\s+from\s+(?P<vpa>[\w.\-]+@\w+)\s+on\s+\S+?\.?\s*UPI\s+ref:?\s?{_REF}",
        "Received Rs.60.00 in your Kotak Bank AC X1234 from asha.rao@oksbi on 01-02-26.UPI Ref:600000000001.",
    ),
    (
        "yes-card", "Yes Bank", "debit",
        rf"{AMOUNT}\s+spent\s+on\s+yes\s+bank\s+card\s+{_ACCOUNT}\s+@(?:UPI_)?(?P<merchant>[A-Za-z][^\n]{{1,48}}?)\s+{_DATE}",
        "INR 60.00 spent on YES BANK Card X1234 @ROSE DAIRY 01-02-2026 10:00:00 am. Avl Lmt INR 900.00.",
    ),
    (
        "indusind-upi", "IndusInd Bank", "debit",
        rf"a/c\s+\*?{_ACCOUNT}\s+debited\s+by\s+{AMOUNT}\s+towards\s+(?P<vpa>[\w.\-]+@\w+)\.\s*RRN:\s?{_REF}\.\s*avl\s+bal:\s?{_BALANCE}",
        "A/C *XX1234 debited by Rs 60.00 towards rosedairy@ybl. RRN:600000000001. Avl Bal:900.50.",
    ),
    (
        "idfc-card", "IDFC FIRST Bank", "debit",
        rf"{AMOUNT}\s+spent\s+on\s+your\s+idfc\s+first\s+bank\s+credit\s+card\s+ending\s+{_ACCOUNT}\s+at\s+{_NAME}\s+on\s+\d",
        "INR 60.00 spent on your IDFC FIRST Bank Credit Card ending XX1234 at ROSE DAIRY on 01 FEB 2026",
    ),
    (
        "federal-upi", "Federal Bank", "debit",
        rf"{AMOUNT}\s+debited\s+via\s+UPI\s+on\s+\S+\s+[\d:]+\s+to\s+VPA\s+(?P<vpa>[\w.\-]+@\w+)\.\s*ref\s+no\s+{_REF}",
        "Rs 60.00 debited via UPI on 01-02-2026 10:00:00 to VPA rose.dairy@ybl.Ref No 600000000001.",
    ),
]  # fmt: skip
