"""Forty short articles with questions, as files and JSON lines, and totals of what was found.

    python -m tests.samples.unseen.papers_by_another_hand.collection write FOLDER
    python -m tests.samples.unseen.papers_by_another_hand.collection score FOLDER SEARCHED ANSWERED ABSENT

In between, `index_documents FOLDER/articles`, `search_documents FOLDER/questions.jsonl`, and
`answer_documents` of the questions and of `FOLDER/absent.jsonl` print what `score` reads. In the articles
a line `? question | words` asks in the words of the paragraph above it and `~ question | words` in others;
the words stand in the right passage.
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
KINDS = {"? ": "plain", "~ ": "paraphrase"}


def articles():
    """Name of the file, its text, and its questions."""
    for source in sorted(HERE.glob("articles_*.txt")):
        for article in re.split(r"^# ", source.read_text(), flags=re.MULTILINE)[1:]:
            title, *lines = [line for line in article.split("\n") if line.strip()]
            name = re.sub(r"\W+", "-", title.lower()).strip("-") + ".md"
            asked = [(KINDS[line[:2]], *line[2:].rsplit(" | ", 1)) for line in lines if line[:2] in KINDS]
            prose = [line for line in lines if line[:2] not in KINDS]
            yield name, "\n\n".join([f"# {title}", *prose]) + "\n", asked


def write(folder):
    (folder / "articles").mkdir(parents=True, exist_ok=True)
    questions = []
    for name, text, asked in articles():
        (folder / "articles" / name).write_text(text)
        questions += [{"file": name, "kind": kind, "text": q, "words": words} for kind, q, words in asked]
    absent = [{"text": line} for line in (HERE / "absent.txt").read_text().splitlines()]
    for name, rows in (("questions", questions), ("absent", absent)):
        lines = [json.dumps({"id": f"{name}-{number}", **row}) for number, row in enumerate(rows)]
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n")


def score(folder, searched, answered, absent):
    """Print totals: the passage first, in five and in ten, and how many were answered."""
    found, answers = ({row["id"]: row for row in _rows(path)} for path in (searched, answered))
    totals = Counter()
    for question in _rows(folder / "questions.jsonl"):
        places = [
            number for number, hit in enumerate(found[question["id"]]["results"]) if _fits(hit, question)
        ]
        place = min(places, default=99)
        is_answered = answers[question["id"]]["status"] == "ok"
        for kind in ("all", question["kind"]):
            totals.update({(kind, "asked"): 1, (kind, "answered"): is_answered})
            totals.update({(kind, f"in {most}"): place < most for most in (1, 5, 10)})
    for (kind, what), count in totals.items():
        sys.stdout.write(f"{kind:>10} {what:>8} {count:>4}\n")
    refused = [row["status"] for row in _rows(absent)]
    sys.stdout.write(f"absent answered {refused.count('ok')} of {len(refused)}\n")


def _rows(path):
    return [json.loads(line) for line in Path(path).read_text().splitlines()]


def _fits(hit, question):
    return hit["external_name"].endswith(question["file"]) and _plain(question["words"]) in _plain(
        hit["text"]
    )


def _plain(text):
    return re.sub(r"\W+", " ", text).lower()


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(Path(sys.argv[2]))
    else:
        score(Path(sys.argv[2]), *sys.argv[3:])
