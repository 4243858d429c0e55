"""Reading papers: pages a second through the whole extract, scans, small files, page pictures, memory.

`python -m lumen.bench.papers_extract FILE` reads one PDF in a process of its own and prints what it took.
"""

import io
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from documents.pipeline import extract, render
from lumen.bench.report import Figure, Report, milliseconds, timing
from lumen.common import children

PDF = "application/pdf"
PAGES = 200
SCANNED_PAGES = 3
LINES_A_PAGE = 46
SMALL_FILES = 12
WORDS = re.findall(
    r"\w+",
    "tenant landlord notice deposit month agreement payment account balance interest meter reading "
    "policy claim hospital premium invoice delivery goods receipt tax period station river valley bridge",
)


def measure_extract() -> Report:
    """Everything about one core: processor seconds, not seconds on the wall, where pages are counted."""
    report = Report("Extract: papers to pages")
    with tempfile.TemporaryDirectory() as folder:
        text, scan, small = (Path(folder) / f"{name}.pdf" for name in ("text", "scan", "small"))
        text.write_bytes(_typed(PAGES))
        scan.write_bytes(_scanned(text.read_bytes()))
        small.write_bytes(_typed(1))
        raw = PAGES / _raw_seconds(text.read_bytes())
        report.add(Figure(name="text alone by pypdfium2", unit="pages", p50=raw, p95=raw))
        report.add(_pages_figure("whole extract with places", text, raw))
        report.add(_scan_figure(scan))
        starts = milliseconds(lambda: _read(small), times=SMALL_FILES)
        report.add(timing("a file of one page", starts, note="with the start of its process"))
        drawn = milliseconds(lambda: _draw(text), times=SMALL_FILES)
        report.add(timing("picture of a page, cold", drawn, note="bar 300"))
    return report


def _typed(pages: int) -> bytes:
    """Pages of invented prose and a table each."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    chance = random.Random(5)  # noqa: S311  the same pages every time
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4)
    for number in range(1, pages + 1):
        canvas.setFont("Helvetica-Bold", 14)
        canvas.drawString(60, 800, f"Chapter {number}")
        canvas.setFont("Helvetica", 10)
        for line in range(LINES_A_PAGE):
            y = 780 - 15 * line
            if line % 12 > 8:
                canvas.drawString(60, y, chance.choice(WORDS).title())
                canvas.drawRightString(500, y, f"{chance.randint(1, 99_999) / 100:,.2f}")
            else:
                canvas.drawString(60, y, " ".join(chance.choices(WORDS, k=12)))
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _scanned(content: bytes) -> bytes:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    pictures = [document[n].render(scale=200 / 72).to_pil().convert("L") for n in range(SCANNED_PAGES)]
    target = io.BytesIO()
    pictures[0].save(target, "PDF", save_all=True, append_images=pictures[1:], resolution=200)
    return target.getvalue()


def _raw_seconds(content: bytes) -> float:
    import pypdfium2

    started = time.process_time()
    document = pypdfium2.PdfDocument(content)
    for page in document:
        page.get_textpage().get_text_range()
    return time.process_time() - started


def _pages_figure(name: str, path: Path, raw: float) -> Figure:
    took = _alone(path)
    rate = took["pages"] / took["seconds"]
    note = f"bar 100; {took['megabytes']:.0f} MiB at most"
    return Figure(
        name=name, unit="pages", p50=rate, p95=rate, ratio=rate / raw, baseline="text alone", note=note
    )


def _scan_figure(path: Path) -> Figure:
    took = _alone(path)
    each = took["seconds"] / took["pages"] * 1_000
    note = f"{SCANNED_PAGES} dense pages; {took['megabytes']:.0f} MiB at most"
    return Figure(name="OCR of a page", unit="ms", p50=each, p95=each, note=note)


def _alone(path: Path) -> dict[str, Any]:
    arguments = [sys.executable, "-m", __name__, str(path)]
    finished = subprocess.run(
        arguments, capture_output=True, check=True, cwd=children.PROJECT, env=children.environment()
    )
    told: dict[str, Any] = json.loads(finished.stdout)
    return told


def _read(path: Path) -> int:
    with path.open("rb") as file:
        return len(list(extract.read(file, PDF))) - 1


def _draw(path: Path) -> None:
    with path.open("rb") as file:
        render.render_page(file, PDF, 1, width=1_100)


def main() -> int:
    """Read one file; say its pages, processor seconds of both processes, and the child's most memory."""
    before = time.process_time()
    pages = _read(Path(sys.argv[1]))
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = time.process_time() - before + child.ru_utime + child.ru_stime
    told = {"pages": pages, "seconds": seconds, "megabytes": child.ru_maxrss / 1024}
    sys.stdout.write(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
