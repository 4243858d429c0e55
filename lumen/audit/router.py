"""Keeps the audit log in the database alias `audit`, and everything else out of it."""

from typing import Any

from django.db.models import Model

AUDIT_MODELS = {"auditevent"}


class AuditRouter:
    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        return "audit" if self._is_audit(model._meta.app_label, model._meta.model_name) else None

    db_for_write = db_for_read

    def allow_migrate(
        self, db: str, app_label: str, model_name: str | None = None, **hints: Any
    ) -> bool | None:
        if hints.get("audit_only"):
            return db == "audit"
        return (db == "audit") == self._is_audit(app_label, model_name)

    @staticmethod
    def _is_audit(app_label: str, model_name: str | None) -> bool:
        return app_label == "audit" and model_name in AUDIT_MODELS
