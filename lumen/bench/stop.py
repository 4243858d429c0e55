"""From stopping until nothing goes on any more, in every stage that takes time."""

import statistics

from accounts.models import Workspace
from lumen.ai.agent import meaning
from lumen.ai.tools import registry
from lumen.bench import stop_answers, stop_papers
from lumen.bench.ledger import make_workspace
from lumen.bench.report import Figure, Report
from lumen.bench.stop_answers import Stage
from lumen.bench.stop_watching import MissedError, milliseconds_to_end

ROWS = 300
ROUNDS = 3
STAGES = stop_answers.STAGES | stop_papers.STAGES


def measure_stop() -> Report:
    """Each stage is stopped a few times; the bar is a second."""
    report = Report("Stop: until no thread, program, connection or event of it is left")
    workspace = make_workspace(ROWS)
    meaning.prepare(list(registry.all_tools()))
    for name, stage in STAGES.items():
        report.add(_figure(name, stage, workspace))
    return report


def _figure(name: str, stage: Stage, workspace: Workspace) -> Figure:
    took: list[float] = []
    notes: list[str] = []
    for _round in range(ROUNDS):
        with stage(workspace) as work:
            try:
                took.append(milliseconds_to_end(work))
            except MissedError:
                notes.append("was over before")
            notes += work.problems
    most = max(took, default=0.0)
    note = "; ".join(["bar: 1,000", f"{len(took)} times", *dict.fromkeys(notes)])
    return Figure(name=name, unit="ms", p50=statistics.median(took or [0.0]), p95=most, note=note)
