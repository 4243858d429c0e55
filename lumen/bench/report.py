"""Measured figures, printed as a table and kept as JSON."""

import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured thing. Times in milliseconds, memory in MiB, rates per second."""

    name: str
    unit: str
    p50: float
    p95: float
    ratio: float | None = None  # p50 against the baseline of the same run
    baseline: str = ""
    note: str = ""


@dataclass
class Report:
    title: str
    figures: list[Figure] = field(default_factory=list)

    def add(self, figure: Figure) -> Figure:
        self.figures.append(figure)
        return figure

    def as_text(self) -> str:
        lines = [f"\n{self.title}", f"{'':44}{'p50':>10}{'p95':>10}  {'unit':6}{'ratio':>8}  against; note"]
        for f in self.figures:
            ratio = f"{f.ratio:.2f}" if f.ratio is not None else ""
            tail = "; ".join(part for part in (f.baseline, f.note) if part)
            lines.append(f"{f.name:44}{f.p50:>10.1f}{f.p95:>10.1f}  {f.unit:6}{ratio:>8}  {tail}")
        return "\n".join(lines)

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        body = {"title": self.title, "figures": [asdict(f) for f in self.figures]}
        (folder / f"{self.title.split(':')[0].lower().replace(' ', '-')}.json").write_text(
            json.dumps(body, indent=1)
        )


def milliseconds(call: Callable[[], object], *, times: int, warm: int = 2) -> list[float]:
    """Wall time of each of `times` calls after `warm` uncounted ones."""
    for _ in range(warm):
        call()
    measured = []
    for _ in range(times):
        started = time.perf_counter()
        call()
        measured.append((time.perf_counter() - started) * 1_000)
    return measured


def percentile(values: Sequence[float], share: float) -> float:
    """Nearest-rank percentile, `share` in 0..1."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def timing(
    name: str,
    values: Sequence[float],
    *,
    baseline: Sequence[float] | None = None,
    against: str = "",
    note: str = "",
) -> Figure:
    p50 = statistics.median(values)
    ratio = p50 / statistics.median(baseline) if baseline else None
    return Figure(
        name=name, unit="ms", p50=p50, p95=percentile(values, 0.95), ratio=ratio, baseline=against, note=note
    )
