# ruff: noqa: E501  the texts read best unbroken
"""Draws the six sample papers again: `python -m tests.documents.make_samples`.

The files are committed under `lumen/demo/files/documents/`; people, places and numbers are invented.
"""

import io
import random
from pathlib import Path
from typing import Any

from docx import Document as WordDocument
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

FOLDER = Path(__file__).resolve().parents[2] / "lumen" / "demo" / "files" / "documents"
MONO = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"

RENT_PAGES = [
    [
        ("title", "Residential Rent Agreement"),
        (
            "text",
            "This agreement is made at Bengaluru on 1 April 2026 between Mrs. Lakshmi Narasimhan, "
            "residing at 14, 3rd Main, Malleshwaram, Bengaluru 560003 (the Owner), and Mr. Arjun Mehta "
            "and Mrs. Priya Mehta (the Tenants).",
        ),
        ("head", "1. The premises"),
        (
            "text",
            "The Owner lets to the Tenants flat no. 302, second floor, Sunrise Residency, 80 Feet Road, "
            "Koramangala 4th Block, Bengaluru 560034, with two bedrooms, a hall, a kitchen, two bathrooms "
            "and one covered car parking space marked P-17. The carpet area is 1,050 square feet.",
        ),
        ("head", "2. Term"),
        (
            "text",
            "The tenancy is for eleven months, from 1 April 2026 to 28 February 2027. It may be renewed "
            "for a further eleven months by written consent of both sides, with an increase of the rent "
            "by five per cent.",
        ),
        ("head", "3. Rent and maintenance"),
        (
            "text",
            "The monthly rent is Rs. 38,000 (rupees thirty-eight thousand only), payable in advance by bank "
            "transfer on or before the 5th day of each calendar month. Maintenance of Rs. 3,500 a month is "
            "paid by the Tenants directly to the Sunrise Residency Apartment Owners Association.",
        ),
        (
            "text",
            "If rent is paid after the 10th day of a month, the Tenants pay a late fee of Rs. 200 for each "
            "day of delay. Electricity, cooking gas and internet are paid by the Tenants as per the bills; "
            "property tax is paid by the Owner.",
        ),
    ],
    [
        ("head", "4. Security deposit"),
        (
            "text",
            "The Tenants have paid an interest-free security deposit of Rs. 1,90,000, equal to five months' "
            "rent, by cheque no. 004417 drawn on Canara Bank. The Owner returns the deposit within fifteen "
            "days after the Tenants hand over the keys, less unpaid bills and the cost of damage beyond "
            "normal wear and tear.",
        ),
        (
            "text",
            "At the time of leaving, one month's rent is deducted from the deposit for painting and deep "
            "cleaning.",
        ),
        ("head", "5. Notice and termination"),
        (
            "text",
            "Either side may end this agreement by giving two months' notice in writing; e-mail to the "
            "addresses given at the end counts as writing. A lock-in period of six months applies, until "
            "30 September 2026: if the Tenants leave within the lock-in period they pay the rent for the "
            "rest of it.",
        ),
        (
            "text",
            "The Owner may end the agreement with fifteen days' notice if the rent remains unpaid for two "
            "consecutive months or if the premises are used for anything but living.",
        ),
        ("head", "6. Use of the premises"),
        (
            "text",
            "The premises are let for residential use only. The Tenants may not sublet the flat or any part "
            "of it. One pet cat or small dog is allowed provided it causes no nuisance to the neighbours. "
            "Music and gatherings end at 10 p.m. as the association requires.",
        ),
    ],
    [
        ("head", "7. Repairs"),
        (
            "text",
            "Minor repairs costing up to Rs. 2,000 each, such as fused bulbs, leaking taps and switches, are "
            "paid by the Tenants. Structural repairs, seepage, plumbing inside the walls and the water heater "
            "are the responsibility of the Owner, who has them done within seven days of being told.",
        ),
        ("head", "8. Fittings handed over"),
        (
            "text",
            "Four ceiling fans, one 15-litre geyser, one modular kitchen with chimney, two wardrobes, curtain "
            "rods in all rooms and three sets of keys. A missing set of keys costs Rs. 1,500.",
        ),
        ("head", "9. Inspection"),
        (
            "text",
            "The Owner may visit the premises once in three months, between 10 a.m. and 6 p.m., after telling "
            "the Tenants at least 24 hours before.",
        ),
        ("head", "10. Disputes"),
        (
            "text",
            "Disputes are first discussed between the parties and, failing agreement within thirty days, "
            "decided by the courts at Bengaluru.",
        ),
        (
            "text",
            "Signed by the Owner and the Tenants in the presence of: Mr. S. Raghavan, 22, 5th Cross, "
            "Koramangala, and Ms. Divya Kulkarni, flat 104, Sunrise Residency.",
        ),
        ("text", "E-mail for notices: owner lakshmi.n@example.in; tenants mehta.household@example.in"),
    ],
]

CONTRACT_PAGES = [
    [
        ("title", "Consulting Services Agreement"),
        (
            "text",
            "Agreement no. NB/CS/2026/031 dated 15 June 2026 between Nilgiri Beverages Private Limited, "
            "Coonoor Road, Udhagamandalam 643001 (the Client), and Priya Mehta, independent brand consultant, "
            "Bengaluru (the Consultant).",
        ),
        ("head", "1. Services"),
        (
            "text",
            "The Consultant plans and supervises the relaunch of the Client's green tea range: brand audit, "
            "packaging brief, launch calendar and a review of the results after ninety days. She reports to "
            "Mr. Thomas Kurian, Head of Marketing.",
        ),
        ("head", "2. Fees"),
        (
            "text",
            "The Client pays a retainer of Rs. 85,000 a month plus GST at 18 per cent. Work beyond 60 hours in "
            "a month is charged at Rs. 1,800 an hour and needs approval by e-mail beforehand.",
        ),
        (
            "text",
            "Invoices are raised on the last working day of the month and paid within thirty days. Tax is "
            "deducted at source at 10 per cent under section 194J. Overdue amounts carry interest of 1.5 per "
            "cent a month.",
        ),
        ("head", "3. Term"),
        (
            "text",
            "The engagement runs for nine months from 1 July 2026 to 31 March 2027. Either party may end it "
            "earlier with thirty days' written notice; work done until then is paid in full.",
        ),
    ],
    [
        ("head", "4. Expenses"),
        (
            "text",
            "Economy air fare, trains in AC two-tier and hotels up to Rs. 5,000 a night are reimbursed against "
            "bills sent within fifteen days of the journey. Meals while travelling are paid at a flat Rs. 900 "
            "a day.",
        ),
        ("head", "5. Confidentiality"),
        (
            "text",
            "The Consultant keeps recipes, supplier prices and unreleased designs secret during the engagement "
            "and for two years after it ends.",
        ),
        ("head", "6. Ownership of work"),
        (
            "text",
            "Designs and documents made under this agreement belong to the Client once they are paid for. The "
            "Consultant may show published work in her portfolio.",
        ),
        ("head", "7. Non-compete"),
        (
            "text",
            "For six months after the end of the engagement the Consultant does not work on a tea brand sold "
            "in South India.",
        ),
        ("head", "8. Liability"),
        (
            "text",
            "The Consultant's liability is limited to the fees paid in the three months before the claim. "
            "Neither side is liable for delays caused by strikes, floods or orders of a government.",
        ),
        (
            "text",
            "Signed at Udhagamandalam: for Nilgiri Beverages Private Limited, Anita Joseph, Director; and "
            "Priya Mehta, PAN ABXPM4821K, GSTIN 29ABXPM4821K1ZC.",
        ),
    ],
]

POLICY = [
    ("Heading 1", "Arogya Family Health Insurance Policy"),
    (
        "Normal",
        "Policy number SH/2026/7743190. Insured by Sahyadri General Insurance Company Limited, Pune. "
        "Policyholder: Arjun Mehta. Insured persons: Arjun Mehta (38), Priya Mehta (36), Kavya Mehta (9) and "
        "Suresh Mehta (67).",
    ),
    ("Heading 2", "Schedule"),
    (
        "Normal",
        "The policy period is from 10 May 2026 to 9 May 2027. The sum insured is Rs. 10,00,000 as a family "
        "floater. The annual premium is Rs. 28,450 including GST, paid by UPI on 8 May 2026.",
    ),
    ("Heading 2", "What is covered"),
    (
        "Normal",
        "Hospitalisation of at least 24 hours, including room, nursing, surgeon, anaesthesia, medicines and "
        "implants. Room rent is covered up to Rs. 8,000 a day; intensive care is covered at actual cost.",
    ),
    (
        "Normal",
        "Expenses for 60 days before and 90 days after a hospital stay are covered. Day care procedures such "
        "as cataract and dialysis are covered without the 24-hour condition. Road ambulance is paid up to "
        "Rs. 2,500 for each hospitalisation.",
    ),
    ("Heading 2", "Waiting periods"),
    (
        "Normal",
        "There is an initial waiting period of 30 days except for accidents. Cataract, hernia, joint "
        "replacement and kidney stones are covered after 24 months. Pre-existing diseases, here the diabetes "
        "declared for Suresh Mehta, are covered after 36 months of continuous renewal.",
    ),
    ("Heading 2", "What is not covered"),
    (
        "Normal",
        "Cosmetic surgery, dental treatment unless caused by an accident, spectacles and hearing aids, "
        "infertility treatment, self-inflicted injury and injuries from adventure sports are excluded.",
    ),
    ("Heading 2", "Co-payment and bonus"),
    (
        "Normal",
        "For insured persons above 60 years the policyholder bears 20 per cent of each admissible claim. For "
        "every year without a claim the sum insured grows by 10 per cent, up to 50 per cent, at no extra cost.",
    ),
    ("Heading 2", "How to claim"),
    (
        "Normal",
        "For cashless treatment at a network hospital, show the health card and send the pre-authorisation "
        "form at least 48 hours before a planned admission, or within 24 hours of an emergency. For "
        "reimbursement, send the original bills, the discharge summary and the claim form within 30 days of "
        "discharge to claims@sahyadri.example.",
    ),
    (
        "Normal",
        "Helpline: 1800 233 0199, day and night. The policy may be cancelled within 15 days of receipt for a "
        "full refund if no claim was made. Grace period for renewal: 30 days.",
    ),
]
BENEFITS = [
    ("Benefit", "Limit"),
    ("Health check-up, once in two years", "Rs. 5,000"),
    ("Organ donor expenses", "Rs. 2,00,000"),
    ("AYUSH treatment", "Rs. 50,000 a year"),
    ("Home treatment ordered by a doctor", "Rs. 25,000 a year"),
]

WARRANTY = """# Himgiri FrostCare 340 refrigerator: warranty card

Model HF-340DD, double door, 340 litres. Serial number HG25J0048812.
Bought on 14 August 2025 from Vasanth Home Appliances, Koramangala, invoice VHA/25-26/1180, price Rs. 36,990.

## How long the warranty lasts

The whole refrigerator is covered for one year from the date of purchase, until 13 August 2026.
The compressor is covered for ten years, until 13 August 2035.
The door gasket and the plastic parts are covered for six months only.

## What is free and what is not

During the first year parts and labour are free. From the second year only the compressor itself is free;
the gas charge of Rs. 2,400 and the visit charge of Rs. 450 are payable.

The warranty does not cover bulbs, glass shelves, damage by voltage below 160 V or above 260 V without a
stabiliser, damage by rats or insects, or repairs by anyone but an authorised technician.

## How to ask for service

Call 1800 309 4455 between 8 a.m. and 8 p.m. or write to care@himgiri.example with the serial number and a
photo of the invoice. A technician comes within 48 hours in cities and within 5 working days elsewhere.

## Care

- Keep 10 cm of space behind the refrigerator and 5 cm on each side.
- Clean the coils every six months.
- Change the water filter (part WF-12) after every 9 months of use.
- Do not switch the refrigerator on for 3 hours after it has been moved.
"""

RECEIPT = [
    "    ANNAPURNA SUPER MARKET",
    "  6th Block, Koramangala",
    "    Bengaluru 560095",
    "  GSTIN 29AAKFA7712M1Z6",
    "  Phone 080 4112 7790",
    "------------------------------",
    "Bill no 48213   08-11-2026",
    "Time 18:42      Counter 3",
    "------------------------------",
    "Basmati rice 5kg        645.00",
    "Toor dal 1kg            172.00",
    "Sunflower oil 2L        318.00",
    "Nandini milk 1L x2      108.00",
    "Brown bread              55.00",
    "Amul butter 500g        275.00",
    "Tomatoes 1.5kg           63.00",
    "Filter coffee 500g      340.00",
    "------------------------------",
    "Subtotal              1,976.00",
    "CGST 2.5%                35.20",
    "SGST 2.5%                35.20",
    "Round off                -0.40",
    "TOTAL               Rs 2,046.00",
    "Paid by UPI          2,046.00",
    "------------------------------",
    "UPI ref 631204778159",
    "You saved Rs 84.00 today",
    "Exchange within 7 days with bill",
    "    Thank you, come again",
]


def paragraphs(pages: list[list[tuple[str, str]]]) -> list[Flowable]:
    styles = getSampleStyleSheet()
    text = ParagraphStyle("body", parent=styles["BodyText"], fontSize=11, leading=16, spaceAfter=8)
    head = ParagraphStyle("head", parent=styles["Heading2"], fontSize=13, spaceBefore=10, spaceAfter=4)
    by_kind = {"title": styles["Title"], "head": head, "text": text}
    flow: list[Flowable] = []
    for number, page in enumerate(pages):
        if number:
            flow.append(PageBreak())
        flow += [Paragraph(words, by_kind[kind]) for kind, words in page]
    return flow


def number_pages(canvas: Canvas, template: SimpleDocTemplate) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawCentredString(A4[0] / 2, 12 * mm, f"Page {template.page}")


def draw_pdf(name: str, title: str, flow: list[Flowable]) -> None:
    margins = {"leftMargin": 24 * mm, "rightMargin": 24 * mm, "topMargin": 22 * mm}
    template = SimpleDocTemplate(
        str(FOLDER / name), pagesize=A4, title=title, author="Sample", invariant=1, **margins
    )
    template.build(flow, onFirstPage=number_pages, onLaterPages=number_pages)


def draw_bill() -> None:
    flow = paragraphs(
        [
            [
                ("title", "Electricity bill"),
                (
                    "text",
                    "Kaveri Power Distribution Company, Koramangala subdivision S4. Consumer: Arjun Mehta, "
                    "flat 302, Sunrise Residency, 80 Feet Road, Bengaluru 560034.",
                ),
            ]
        ]
    )
    facts = [
        ["Account number", "4478 1190 263"],
        ["Bill number", "KPDC-1126-558071"],
        ["Bill date", "3 November 2026"],
        ["Billing period", "1 October 2026 to 31 October 2026"],
        ["Tariff", "LT-2a domestic, sanctioned load 5 kW"],
        ["Meter number", "BX 902218"],
        ["Previous reading", "18,442"],
        ["Present reading", "18,729"],
        ["Units used", "287 kWh"],
    ]
    charges = [
        ["Fixed charges", "600.00"],
        ["Energy charges, 287 units at 5.90", "1,693.30"],
        ["Fuel adjustment", "103.32"],
        ["Electricity tax 9%", "152.40"],
        ["Arrears", "0.00"],
        ["Rebate for online payment", "-10.00"],
        ["Amount payable", "Rs. 2,539.02"],
        ["Due date", "18 November 2026"],
    ]
    style = [("FONTSIZE", (0, 0), (-1, -1), 11), ("LINEBELOW", (0, 0), (-1, -1), 0.25, "#999999")]
    for rows in (facts, charges):
        flow += [Table(rows, colWidths=[85 * mm, 75 * mm], style=style, hAlign="LEFT"), Spacer(1, 8 * mm)]
    flow += paragraphs(
        [
            [
                (
                    "text",
                    "A late payment charge of 1 per cent a month is added after the due date. Supply may be "
                    "disconnected 15 days after the due date without further notice; reconnection costs Rs. 250.",
                ),
                (
                    "text",
                    "Last month you used 312 units, in October 2025 you used 264 units. For complaints call 1912 "
                    "or write to help@kpdc.example.",
                ),
            ]
        ]
    )
    draw_pdf("electricity-bill-october-2026.pdf", "Electricity bill October 2026", flow)


def write_policy() -> None:
    word = WordDocument()
    word.core_properties.title = POLICY[0][1]
    for style, text in POLICY:
        word.add_paragraph(text, style=style)
    word.add_paragraph("Further benefits", style="Heading 2")
    table = word.add_table(rows=0, cols=2)
    for row in BENEFITS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    word.save(str(FOLDER / "health-insurance-policy.docx"))


def scan_receipt() -> None:
    noise = random.Random(7)
    width, line = 860, 44
    image = Image.new("L", (width, line * len(RECEIPT) + 160), 236)
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype(MONO, 31)
    for row, text in enumerate(RECEIPT):
        pen.text((110, 80 + row * line), text, font=font, fill=40 + noise.randrange(25))
    image = image.rotate(1.3, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=205)
    pixels: Any = image.load()
    for _ in range(image.width * image.height // 60):
        x, y = noise.randrange(image.width), noise.randrange(image.height)
        pixels[x, y] = max(0, min(255, pixels[x, y] + noise.randrange(-70, 40)))
    image = image.filter(ImageFilter.GaussianBlur(0.6))
    jpeg = io.BytesIO()
    image.save(jpeg, "JPEG", quality=42)
    jpeg.seek(0)
    points = (image.width * 72 / 200, image.height * 72 / 200)
    canvas = Canvas(str(FOLDER / "grocery-receipt-scan.pdf"), pagesize=points, invariant=1)
    from reportlab.lib.utils import ImageReader

    canvas.drawImage(ImageReader(jpeg), 0, 0, *points)
    canvas.save()


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    draw_pdf("rent-agreement.pdf", "Residential Rent Agreement", paragraphs(RENT_PAGES))
    draw_pdf("consulting-agreement.pdf", "Consulting Services Agreement", paragraphs(CONTRACT_PAGES))
    draw_bill()
    write_policy()
    (FOLDER / "fridge-warranty.md").write_text(WARRANTY)
    scan_receipt()


if __name__ == "__main__":
    main()
