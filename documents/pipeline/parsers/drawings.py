"""Words in the drawings of Office files: diagrams (SmartArt) and charts, each kept in a part of its own."""

from documents.pipeline.parsed import LIST, Line
from documents.pipeline.parsers.markup import Element, child, children, every, local, text_of
from documents.pipeline.parsers.package import Package

MOST_POINTS = 200


def graphic_lines(package: Package, part: str) -> list[Line]:
    """The words of a diagram, or what a chart shows."""
    root = package.optional(part)
    if root is None:
        return []
    return _chart_lines(root) if local(root) == "chartSpace" else _diagram_lines(root)


def _diagram_lines(root: Element) -> list[Line]:
    texts = [paragraph_text(one) for one in every(root, "p")]
    return [
        Line(text=text, kind=LIST, starts_paragraph=not at) for at, text in enumerate(filter(None, texts))
    ]


def _chart_lines(root: Element) -> list[Line]:
    """The title, and a line a series: `Rent: January 500, February 510`."""
    title = " ".join(text_of(one) for one in every(child(root, "chart", "title"), "t"))
    lines = [Line(text=title, starts_paragraph=True)] if title else []
    for series in every(root, "ser"):
        name = " ".join(_points(child(series, "tx")))
        labels, values = _points(child(series, "cat")), _points(child(series, "val"))
        pairs = [f"{label} {value}" for label, value in zip(labels, values, strict=False)] or values
        if pairs:
            text = ", ".join(pairs[:MOST_POINTS])
            lines.append(Line(text=f"{name}: {text}" if name else text, starts_paragraph=not lines))
    return lines


def _points(element: Element | None) -> list[str]:
    return [text_of(one).strip() for one in every(element, "v")]


def paragraph_text(paragraph: Element) -> str:
    """The words of a DrawingML paragraph; a break is a line feed."""
    pieces = []
    for one in children(paragraph, "r", "fld", "br"):
        if local(one) == "br":
            pieces.append("\n")
        elif one.get("type") != "slidenum":
            pieces.append(text_of(child(one, "t")))
    return "".join(pieces).strip()
