"""Everything a member may see in a workspace, as a zip file of JSON lines and the original files.

Tables are found by following foreign keys to the workspace, so a new table is exported without anybody
thinking of it. What another person alone may see (their conversations, their notifications) stays out.
"""

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, Any

from allauth.account.models import EmailAddress
from cryptography.fernet import InvalidToken
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from pgvector.django import VectorField

from accounts.models import DataExport, Membership, Preferences, User, Workspace
from lumen.audit import selectors as audit
from lumen.common import crypto

SECRET = {"secret", "credentials", "digest", "token_digest", "password", "token_hash", "password_hash"}
DERIVED = {"documents.Chunk", "documents.TermFrequency", "anomalies.TrainedModel", "accounts.DataExport"}
DERIVED |= {"documents.PaperExport", "anomalies.Backtest", "assistants.TriageModel"}
ROWS_AT_A_TIME = 500
README = """This is what Lumen keeps for {email} in the workspace "{workspace}".

person.json, workspace.json   you, and the workspace with its members
tables/*.jsonl                one line of JSON for each row; ids link the tables
files/                        the documents, statements and receipts as they were uploaded
audit.jsonl                   the audit log (owners only)

Left out because they can be made again or are secrets: search vectors, trained models, keys.
"""


@dataclass(frozen=True, slots=True)
class Table:
    """A model and how its rows lead to their workspace and, where they are private, to their person."""

    model: type[models.Model]
    to_workspace: str
    to_person: str

    @property
    def name(self) -> str:
        return f"{self.model._meta.app_label}-{self.model._meta.model_name}"

    def rows_for(self, *, workspace: Workspace, user: User) -> models.QuerySet[Any]:
        rows = self.model._default_manager.filter(**{self.to_workspace: workspace})
        return rows.filter(**{self.to_person: user}) if self.to_person else rows


def tables() -> list[Table]:
    """Every table that belongs to a workspace, except what is derived from others."""
    found = []
    for model in apps.get_models():
        path = _path_to_workspace(model)
        if path and model._meta.label not in DERIVED and not model._meta.proxy:
            found.append(Table(model, path, _path_to_person(model, path)))
    return found


def _path_to_workspace(model: type[models.Model], depth: int = 3) -> str:
    links = _links_of(model)
    if links.get("workspace") is Workspace:
        return "workspace"
    if depth:
        for name, target in links.items():
            if target not in (model, User) and (rest := _path_to_workspace(target, depth - 1)):
                return f"{name}__{rest}"
    return ""


def _path_to_person(model: type[models.Model], path: str) -> str:
    """`user` of the row itself or of one on its way to the workspace; one that may be empty owns nothing."""
    steps = path.split("__")[:-1]
    for depth in range(len(steps) + 1):
        if _links_of(model).get("user") is User and not model._meta.get_field("user").null:
            return "__".join([*steps[:depth], "user"])
        if depth < len(steps):
            model = _links_of(model)[steps[depth]]
    return ""


def _links_of(model: type[models.Model]) -> dict[str, type[models.Model]]:
    """The foreign keys of a model and where they lead."""
    return {
        field.name: field.related_model
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and isinstance(field.related_model, type)
    }


def write_export(*, export: DataExport, target: IO[bytes]) -> None:
    """Write the zip file of one export into an open file."""
    workspace, user = export.workspace, export.user
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README.format(email=user.email, workspace=workspace.name))
        archive.writestr("person.json", _as_json(_person(user)))
        archive.writestr("workspace.json", _as_json(_workspace(workspace)))
        for table in tables():
            rows = table.rows_for(workspace=workspace, user=user)
            _write_rows(archive, f"tables/{table.name}.jsonl", _rows_as_dicts(rows))
            _write_files(archive, table, rows)
        if Membership.objects.filter(workspace=workspace, user=user, role="owner").exists():
            events = audit.events_in(workspace=workspace).values().iterator(ROWS_AT_A_TIME)
            _write_rows(archive, "audit.jsonl", events)


def _person(user: User) -> dict[str, Any]:
    preferences = Preferences.objects.filter(user=user).values("theme", "privacy_mode", "hotkeys")
    return {
        "id": user.pk,
        "email": user.email,
        "name": user.get_full_name(),
        "joined_at": user.date_joined,
        "addresses": list(EmailAddress.objects.filter(user=user).values("email", "verified")),
        "preferences": preferences.first(),
    }


def _workspace(workspace: Workspace) -> dict[str, Any]:
    members = Membership.objects.filter(workspace=workspace)
    facts = {field.attname: field.value_from_object(workspace) for field in Workspace._meta.concrete_fields}
    return {**facts, "members": list(members.values("user__email", "role", "created_at"))}


def _rows_as_dicts(rows: models.QuerySet[Any]) -> Iterator[dict[str, Any]]:
    for row in rows.order_by("pk").iterator(ROWS_AT_A_TIME):
        yield {
            field.attname: _readable(field, row)
            for field in row._meta.concrete_fields
            if field.name not in SECRET and not isinstance(field, VectorField)
        }


def _readable(field: Any, row: models.Model) -> Any:
    value = field.value_from_object(row)
    if isinstance(field, models.FileField):
        return value.name
    if isinstance(value, bytes | memoryview):
        try:
            return crypto.decrypt(value)
        except InvalidToken:
            return None
    return value


def _write_rows(archive: zipfile.ZipFile, name: str, rows: Iterator[Mapping[str, Any]]) -> None:
    with archive.open(name, "w", force_zip64=True) as lines:
        for row in rows:
            lines.write(_as_json(row).encode() + b"\n")


def _write_files(archive: zipfile.ZipFile, table: Table, rows: models.QuerySet[Any]) -> None:
    for field in table.model._meta.concrete_fields:
        if isinstance(field, models.FileField):
            for row in rows.exclude(**{field.name: ""}).iterator(ROWS_AT_A_TIME):
                _write_file(archive, f"files/{table.name}/{row.pk}", getattr(row, field.name))


def _write_file(archive: zipfile.ZipFile, folder: str, stored: Any) -> None:
    if not stored or not stored.storage.exists(stored.name):
        return
    inside = f"{folder}/{PurePath(stored.name).name}"
    with stored.open("rb") as source, archive.open(inside, "w", force_zip64=True) as copy:
        for block in source.chunks():
            copy.write(block)


def _as_json(value: Any) -> str:
    return json.dumps(value, cls=_Encoder, ensure_ascii=False)


class _Encoder(DjangoJSONEncoder):
    """Types that only some tables have are written as text."""

    def default(self, o: Any) -> Any:
        try:
            return super().default(o)
        except TypeError:
            return str(o)
