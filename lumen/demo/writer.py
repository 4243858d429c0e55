"""Writes the scenario as the files a bank would hand out: statements, messages, mails.

`python -m lumen.demo.writer` writes them anew under `lumen/demo/files/`.
"""

import csv
import io
import json
import zlib
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from lumen.common.money import group_digits
from lumen.demo import scenario
from lumen.demo.scenario import Payment

FILES = Path(__file__).parent / "files"
CARD, SHOP = "4003XXXXXXXX4321", "920020045566"
OPENING, SHOP_OPENING = Decimal("84250.40"), Decimal("212480.00")


NOISE = [  # day, sender, text: messages that move no money
    (
        2,
        "VM-HDFCBK-S",
        "482913 is the OTP for txn of INR 1499.00 at CULT FIT on your ICICI Bank Card XX4321. "
        "OTP is valid for 10 mins. Do not share it with anyone.",
    ),
    (6, "AD-NETFLX-S", "Your plan renews tomorrow. Rs 649 will be debited from your card ending 4321."),
    (12, "JD-HDFCBK-P", "Pre-approved Personal Loan of Rs.8,00,000 is waiting. Apply in 10 seconds! T&C"),
    (
        19,
        "AX-ICICIT-S",
        "Your ICICI Bank Credit Card XX4321 statement is generated. Total due Rs 27,412.30, "
        "minimum due Rs 1,371.00, pay by the due date to avoid charges.",
    ),
    (
        24,
        "AX-ICICIT-S",
        "Transaction of INR 18,999.00 at CROMA on ICICI Bank Card XX4321 was declined due to incorrect PIN.",
    ),
    (3, "AX-JANATA", "Janata Sahakari: khata 3310 me 1500 rupaye aaye, Anita Kulkarni se. Dhanyavaad"),
    (8, "AX-JANATA", "Janata Sahakari: khata 3310 me 1800 rupaye aaye, Vinay Joshi se. Dhanyavaad"),
    (9, "AX-VSNTDR", "Bhishi 3310: is mahine ka hissa Rs.2000, agli baithak ravivar ko."),
]


def write_all() -> None:
    """Write every sample file; the documents are drawn elsewhere."""
    home, shop = scenario.household(), scenario.shop()
    cut = scenario.months()[-1]
    savings = [p for p in home if p.account == "savings"]
    card = [p for p in home if p.account == "card"]
    older = [p for p in savings if p.at.date() < cut]
    _save("household-hdfc-savings.csv", hdfc_statement(older, OPENING))
    _save("household-icici-card.csv", icici_card_statement([p for p in card if p.at.date() < cut]))
    _save("shop-axis-current.csv", axis_statement(shop, SHOP_OPENING))
    recent = [p for p in home if p.at.date() >= cut]
    closing = sum((p.amount for p in older), OPENING)
    _save("household-messages.jsonl", messages(recent, closing))


def _save(name: str, text: str) -> None:
    FILES.mkdir(parents=True, exist_ok=True)
    (FILES / name).write_text(text, encoding="utf-8", newline="")


def reference(payment: Payment) -> str:
    """A twelve-digit bank reference, the same for the same payment every time."""
    seed = f"{payment.at.isoformat()}{payment.payee}{payment.amount}".encode()
    return f"6{zlib.crc32(seed) % 10**11:011d}"


def narration(payment: Payment) -> str:
    """The line as the savings bank prints it."""
    if payment.channel == "upi":
        return f"UPI-{payment.payee}-{payment.handle.upper()}-{reference(payment)}-UPI"
    prefix = {
        "neft": "NEFT CR-" if payment.amount > 0 else "NEFT DR-",
        "imps": f"IMPS-{reference(payment)}-",
        "ach": "ACH D- ",
        "atm": "NWD-512967XXXXXX7788-",
        "interest": "",
        "pos": "POS 512967XXXXXX7788 ",
    }[payment.channel]
    return f"{prefix}{payment.payee}"


def hdfc_statement(payments: Iterable[Payment], opening: Decimal) -> str:
    """A savings account statement with running balance, in the bank's net-banking layout."""
    out = io.StringIO()
    out.write("Date,Narration,Value Dat,Debit Amount,Credit Amount,Chq/Ref Number,Closing Balance\r\n")
    rows, balance = csv.writer(out), opening
    for payment in payments:
        balance += payment.amount
        day = f"{payment.at:%d/%m/%y}"
        debit, credit = (-payment.amount, Decimal(0)) if payment.amount < 0 else (Decimal(0), payment.amount)
        rows.writerow(
            [
                day,
                narration(payment),
                day,
                f"{debit:.2f}",
                f"{credit:.2f}",
                reference(payment),
                f"{balance:.2f}",
            ]
        )
    return out.getvalue()


def icici_card_statement(payments: Iterable[Payment]) -> str:
    """A credit card statement with its preamble; credits are marked CR."""
    out = io.StringIO()
    rows = csv.writer(out, quoting=csv.QUOTE_ALL)
    rows.writerow(["Accountno:", CARD])
    rows.writerow(["Customer Name:", "MRS MEERA KULKARNI"])
    rows.writerow(["Address:", "14 SAHAWAS SOCIETY KOTHRUD PUNE 411038"])
    rows.writerow([])
    rows.writerow(
        ["Date", "Sr.No.", "Transaction Details", "Reward Point Header", "Intl.Amount", "Amount(in Rs)",
         "BillingAmountSign"]
    )  # fmt: skip
    for number, payment in enumerate(payments, start=10_400_001):
        sign = "CR" if payment.amount > 0 else ""
        points = int(abs(payment.amount) // 100) if not sign else 0
        rows.writerow(
            [
                f"{payment.at:%d/%m/%Y}",
                number,
                payment.payee if payment.payee == scenario.SETTLED else f"{payment.payee} PUNE IN",
                points,
                "0",
                f"{abs(payment.amount):.2f}",
                sign,
            ]
        )
    return out.getvalue()


def axis_statement(payments: Iterable[Payment], opening: Decimal) -> str:
    """A current account statement of the shop."""
    out = io.StringIO()
    out.write(f"Name :- SAHYADRI PRINT WORKS\r\nStatement of Account No - {SHOP}\r\n\r\n")
    rows, balance = csv.writer(out), opening
    rows.writerow(["Tran Date", "CHQNO", "PARTICULARS", "DR", "CR", "BAL", "SOL"])
    for payment in payments:
        balance += payment.amount
        debit, credit = (
            (f"{-payment.amount:.2f}", "") if payment.amount < 0 else ("", f"{payment.amount:.2f}")
        )
        rows.writerow(
            [
                f"{payment.at:%d-%m-%Y}",
                "-",
                _shop_particulars(payment),
                debit,
                credit,
                f"{balance:.2f}",
                "1148",
            ]
        )
    return out.getvalue()


def _shop_particulars(payment: Payment) -> str:
    kind = {"upi": "UPI/P2M", "neft": "NEFT", "imps": "IMPS/P2A", "ach": "ACH-DR"}[payment.channel]
    return f"{kind}/{reference(payment)}/{payment.payee}"


def messages(payments: Sequence[Payment], balance: Decimal) -> str:
    """What the phone received in the newest month, with a few messages that move no money."""
    limit = Decimal(240000)
    lines = []
    for payment in payments:
        if payment.account == "card":
            limit += payment.amount
            lines.append(_line("AX-ICICIT-S", payment, _card_text(payment, limit)))
        else:
            balance += payment.amount
            lines.append(_line("VM-HDFCBK-S", payment, _savings_text(payment, balance)))
            if payment.payee == "JIOFIBER":
                lines.append(_line("VM-HDFCBK-S", payment, _balance_text(payment, balance)))
    lines.extend(_noise(payments))
    lines.sort(key=lambda line: line["received_at"])
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _line(sender: str, payment: Payment, text: str) -> dict[str, str]:
    return {"sender": sender, "text": text, "received_at": f"{payment.at.isoformat()}"}


def _rupees(amount: Decimal) -> str:
    whole, _, fraction = f"{abs(amount):.2f}".partition(".")
    return f"{group_digits(whole, indian=True)}.{fraction}"


def _card_text(payment: Payment, limit: Decimal) -> str:
    day = f"{payment.at:%d-%b-%y}"
    if payment.payee == scenario.SETTLED:
        return (
            f"Payment of INR {_rupees(payment.amount)} has been received on your ICICI Bank Credit Card "
            f"XX4321 on {day}. Thank you."
        )
    if payment.amount > 0:
        return (
            f"Dear Customer, refund of INR {_rupees(payment.amount)} from {payment.payee} has been "
            f"credited to your ICICI Bank Credit Card XX4321 on {day}."
        )
    return (
        f"INR {_rupees(payment.amount)} spent using ICICI Bank Card XX4321 on {day} on {payment.payee}. "
        f"Avl Limit: INR {_rupees(limit)}. If not you, call 1800 2662/SMS BLOCK 4321 to 9215676766."
    )


def _savings_text(payment: Payment, balance: Decimal) -> str:
    if payment.amount > 0:
        return (
            f"Update! INR {_rupees(payment.amount)} deposited in HDFC Bank A/c XX7788 on "
            f"{payment.at:%d-%b-%y} for {narration(payment)}. Avl bal INR {_rupees(balance)}. "
            "Cheque deposits in A/C are subject to clearing"
        )
    if payment.channel == "upi":
        return (
            f"Sent Rs.{abs(payment.amount):.2f}\nFrom HDFC Bank A/C *7788\nTo {payment.payee}\n"
            f"On {payment.at:%d/%m/%y}\nRef {reference(payment)}\n"
            "Not You?\nCall 18002586161/SMS BLOCK UPI to 7308080808"
        )
    if payment.channel == "atm":
        return (
            f"Withdrawn Rs.{abs(payment.amount):.2f} From HDFC Bank Card x7788 At {payment.payee} On "
            f"{payment.at:%Y-%m-%d:%H:%M:%S} Bal Rs.{balance:.2f} Not You? Call 18002586161/SMS BLOCK DC 7788"
        )
    return (
        f"UPDATE: INR {_rupees(payment.amount)} debited from HDFC Bank XX7788 on {payment.at:%d-%b-%y}. "
        f"Info: {narration(payment)}. Avl bal:INR {_rupees(balance)}"
    )


def _balance_text(payment: Payment, balance: Decimal) -> str:
    return (
        f"Available Bal in HDFC Bank A/c XX7788 as on {payment.at:%d-%b-%y} is INR {_rupees(balance)}. "
        "Cheques are subject to clearing."
    )


def _noise(payments: Sequence[Payment]) -> list[dict[str, str]]:
    first = min(p.at for p in payments)
    return [
        {
            "sender": sender,
            "text": text,
            "received_at": f"{first.replace(day=day, hour=13).isoformat()}",
        }
        for day, sender, text in NOISE
    ]


if __name__ == "__main__":
    write_all()
