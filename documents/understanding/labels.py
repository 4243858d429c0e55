"""Tags and correspondents: made, changed, merged, deleted, and their matching rules applied."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet

from documents.models import Correspondent, Document, MatchAlgorithm, Page, PaperChange, PaperTag
from documents.understanding import filing, matching
from lumen.audit import services as audit
from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from accounts.models import User, Workspace

Label = TypeVar("Label", Correspondent, PaperTag)
CHANGEABLE = ("name", "color", "match_algorithm", "match_text")
SHOWN = 20
BATCH = 200
MOST_TRIED = 2_000  # papers a rule is tried on for a preview
_NOUNS = {Correspondent: "correspondent", PaperTag: "paper_tag"}


class LabelTakenError(LumenError):
    status, code, title = 409, "label-taken", "There is one of this name already"


class EmptyLabelError(LumenError):
    code, title = "empty-label", "A label needs a name"


class CannotMergeLabelsError(LumenError):
    code, title = "cannot-merge", "These cannot be merged"


class BadRuleError(LumenError):
    code, title = "bad-rule", "This rule cannot be used"


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePreview:
    """What a rule would match: `count` of `tried` papers; the first of them to show.

    `count` is a lower bound when the library has more papers than were tried.
    """

    count: int
    tried: int
    documents: list[Document]


def tags_of(workspace: "Workspace") -> "QuerySet[Any]":
    """Tags by name, with how many papers have them (`papers`)."""
    return _counted(PaperTag.objects.in_workspace(workspace))


def correspondents_of(workspace: "Workspace") -> "QuerySet[Any]":
    """Correspondents by name, with how many papers come from them (`papers`)."""
    return _counted(Correspondent.objects.in_workspace(workspace))


def _counted(rows: Any) -> "QuerySet[Any]":
    counted: QuerySet[Any] = rows.annotate(papers=Count("documents", filter=Q(documents__deleted_at=None)))
    return counted.order_by("name")


def create_tag(
    *,
    workspace: "Workspace",
    actor: "User | None",
    name: str,
    color: str = "",
    match_algorithm: str = MatchAlgorithm.LEARNED,
    match_text: str = "",
) -> PaperTag:
    """Raises: EmptyLabelError, LabelTakenError, BadRuleError."""
    tag = PaperTag(workspace=workspace, color=color)
    rule = {"match_algorithm": match_algorithm, "match_text": match_text}
    return _create(tag, actor, {"name": name, **rule})


def create_correspondent(
    *,
    workspace: "Workspace",
    actor: "User | None",
    name: str,
    match_algorithm: str = MatchAlgorithm.LEARNED,
    match_text: str = "",
) -> Correspondent:
    """Raises: EmptyLabelError, LabelTakenError, BadRuleError."""
    rule = {"match_algorithm": match_algorithm, "match_text": match_text}
    return _create(Correspondent(workspace=workspace), actor, {"name": name, **rule})


@transaction.atomic
def _create(label: Label, actor: "User | None", values: Mapping[str, Any]) -> Label:
    _fill(label, values)
    _save_new_name(label)
    _record(label, actor, "created")
    return label


@transaction.atomic
def change_label(*, actor: "User", label: Label, values: Mapping[str, Any]) -> Label:
    """Give a tag or correspondent another name, colour or matching rule.

    Args:
        values: some of `CHANGEABLE`; what is left out stays.

    Raises:
        EmptyLabelError, LabelTakenError, BadRuleError: nothing is changed.
    """
    _fill(label, values)
    _save_new_name(label)
    _record(label, actor, "changed", fields=sorted(values))
    return label


def _fill(label: Correspondent | PaperTag, values: Mapping[str, Any]) -> None:
    for name in CHANGEABLE:
        if name in values:
            setattr(label, name, values[name])
    label.name = " ".join(label.name.split())[:120]
    if not label.name:
        raise EmptyLabelError("Write a name for it.")
    check_rule(algorithm=label.match_algorithm, text=label.match_text)


def _save_new_name(label: Correspondent | PaperTag) -> None:
    try:
        with transaction.atomic():
            label.save()
    except IntegrityError as error:
        raise LabelTakenError(
            f"There already is “{label.name}”. Choose another name, or merge the two."
        ) from error


def _record(label: Correspondent | PaperTag, actor: "User | None", what: str, **facts: Any) -> None:
    noun = _NOUNS[type(label)]
    audit.record(
        workspace=label.workspace, actor=actor, action=f"{noun}.{what}", **{f"{noun}_id": label.pk}, **facts
    )


def check_rule(*, algorithm: str, text: str) -> None:
    """Raises: BadRuleError when these words cannot be matched this way."""
    if algorithm not in MatchAlgorithm.values:
        raise BadRuleError("Choose one of the ways to match there are.")
    try:
        matching.compiled(algorithm, text)
    except matching.UnusableRuleError as error:
        raise BadRuleError(str(error)) from error


@transaction.atomic
def merge_labels(*, actor: "User", label: Label, into: Label) -> PaperChange:
    """Move every paper of `label` to `into` and delete `label`; can be undone.

    Raises:
        CannotMergeLabelsError: it is the same label, another kind of label or another workspace's.
    """
    if type(label) is not type(into) or label.pk == into.pk or label.workspace_id != into.workspace_id:
        raise CannotMergeLabelsError("Choose another one of the same kind to merge with.")
    both = type(label)._default_manager.select_for_update().filter(pk__in=[label.pk, into.pk])
    if len(both.order_by("pk")) < 2:
        raise CannotMergeLabelsError("One of the two is gone. Look at the list again.")
    before = _state(label) | {"into": str(into.pk)}
    if isinstance(label, Correspondent):
        before["added"] = before["papers"]
        Document.objects.filter(correspondent=label).update(correspondent=into)
    else:
        before["added"] = _move_tag(label, into)
    key = str(label.pk)
    _record(label, actor, "merged", into_id=into.pk, count=len(before["papers"]))
    label.delete()
    return _change(into.workspace, actor, PaperChange.Action.MERGE, before | {"id": key})


def _move_tag(label: PaperTag, into: PaperTag) -> list[str]:
    """Tag the papers of `label` with `into`; those that did not have it yet are returned."""
    through = Document.tags.through
    has = set(through.objects.filter(papertag=into).values_list("document_id", flat=True))
    papers = through.objects.filter(papertag=label).values_list("document_id", flat=True)
    lacking = [pk for pk in papers if pk not in has]
    through.objects.bulk_create(
        [through(document_id=pk, papertag_id=into.pk) for pk in lacking], ignore_conflicts=True
    )
    return [str(pk) for pk in lacking]


@transaction.atomic
def delete_label(*, actor: "User", label: Correspondent | PaperTag) -> PaperChange:
    """Take a label off every paper and delete it; can be undone."""
    before, workspace = _state(label), label.workspace
    _record(label, actor, "deleted", count=len(before["papers"]))
    label.delete()
    return _change(workspace, actor, PaperChange.Action.DELETE, before)


def _state(label: Correspondent | PaperTag) -> dict[str, Any]:
    papers = label.documents.order_by("pk").values_list("pk", flat=True)
    return {
        "noun": _NOUNS[type(label)],
        "id": str(label.pk),
        "label": {name: getattr(label, name) for name in CHANGEABLE if hasattr(label, name)},
        "papers": [str(pk) for pk in papers],
    }


def _change(workspace: "Workspace", actor: "User", action: str, before: dict[str, Any]) -> PaperChange:
    change = PaperChange.objects.create(
        workspace=workspace, created_by=actor, action=action, count=len(before["papers"]), before=before
    )
    filing.announce(workspace, before["papers"])
    return change


def put_back(workspace: "Workspace", before: Mapping[str, Any]) -> list[str]:
    """Undo a merge or a deletion: the label is back, on the papers that still have no other."""
    model: Any = Correspondent if before["noun"] == "correspondent" else PaperTag
    label = model(pk=before["id"], workspace=workspace, **before["label"])
    _save_new_name(label)
    papers = Document.objects.in_workspace(workspace).filter(pk__in=before["papers"])
    if model is Correspondent:
        papers.filter(correspondent=before.get("into")).update(correspondent=label)
        return list(before["papers"])
    through = Document.tags.through
    through.objects.bulk_create(
        [through(document_id=pk, papertag_id=label.pk) for pk in papers.values_list("pk", flat=True)],
        ignore_conflicts=True,
    )
    if into := before.get("into"):
        through.objects.filter(papertag=into, document__in=before["added"]).delete()
    return list(before["papers"])


def preview_rule(*, workspace: "Workspace", algorithm: str, text: str) -> RulePreview:
    """Which papers a rule would match, the newest first, without changing any.

    Raises:
        BadRuleError: the rule cannot be used.
    """
    check_rule(algorithm=algorithm, text=text)
    rule = matching.compiled(algorithm, text)
    newest = Document.objects.in_workspace(workspace).readable().order_by("-created_at")
    papers = list(newest[:MOST_TRIED]) if rule.is_active else []
    found = [paper for paper, words in with_texts(papers) if rule.matches(words)]
    return RulePreview(count=len(found), tried=len(papers), documents=found[:SHOWN])


def with_texts(documents: Iterable[Document]) -> Iterator[tuple[Document, str]]:
    """Papers with what rules look at: title, file name and the text of the first pages."""
    for papers in _batches(documents):
        texts: dict[UUID, list[str]] = {paper.pk: [paper.title, paper.filename] for paper in papers}
        pages = Page.objects.filter(document__in=texts, number__lte=matching.PAGES).order_by("number")
        for document_id, text in pages.values_list("document_id", "text"):
            texts[document_id].append(text)
        for paper in papers:
            yield paper, "\n".join(texts[paper.pk])


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    rest = iter(documents)
    while papers := list(islice(rest, BATCH)):
        yield papers


def apply_rule(*, workspace: "Workspace", actor: "User", label: Correspondent | PaperTag) -> PaperChange:
    """Put a label on every paper its rule matches; a correspondent only where there is none yet.

    Raises:
        BadRuleError: its rule matches nothing by itself.
    """
    rule = matching.compiled(label.match_algorithm, label.match_text)
    if not rule.is_active:
        raise BadRuleError("Give it words to match first; learned labels only suggest.")
    papers = Document.objects.in_workspace(workspace).readable()
    if isinstance(label, Correspondent):
        papers = papers.filter(correspondent=None)
    found = with_texts(papers.iterator(chunk_size=BATCH))
    ids = [paper.pk for paper, words in found if rule.matches(words)]
    edit = filing.PaperEdit(
        values={"correspondent": label} if isinstance(label, Correspondent) else {},
        add_tags=[label] if isinstance(label, PaperTag) else [],
    )
    return filing.file_papers(
        workspace=workspace,
        actor=actor,
        documents=Document.objects.filter(pk__in=ids),
        edit=edit,
        action=PaperChange.Action.RULE,
    )


def whose_rule_matches(labels: Iterable[Label], text: str) -> list[Label]:
    """Those of the labels whose own rule matches this text."""
    return [one for one in labels if matching.compiled(one.match_algorithm, one.match_text).matches(text)]
