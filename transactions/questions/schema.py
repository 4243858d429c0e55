"""The JSON schema of a `LedgerQuery`, built from the same lists that the query itself checks against."""

from typing import Any

from transactions.questions.query import CHOICES, GRAINS, GROUPS, INTENTS, KINDS, MULTI_OPS, OPS, STATUSES

_AMOUNTS = ("amount_gt", "amount_gte", "amount_lt", "amount_lte", "amount_eq", "original_amount_gt")
_NAMES = ("category", "not_category", "merchant", "not_merchant", "method", "account")


def _one_of(choices: frozenset[str] | set[str]) -> dict[str, Any]:
    return {"enum": sorted(choices)}


def _object(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    named = {"required": list(required)} if required else {}
    return {"type": "object", **named, "additionalProperties": False, "properties": properties}


_CURRENCY = {"type": "string", "pattern": "^[A-Z]{3}$"}
_POSITIVE = {"type": "integer", "minimum": 1}
_DAY = {"type": ["string", "null"], "format": "date"}
_PERIOD = {
    **_object(
        {"start": _DAY, "end": _DAY, "text": {"type": "string"}, "grain": _one_of(GRAINS)}, "start", "end"
    ),
    "type": ["object", "null"],
    "description": "start inclusive, end exclusive, ISO dates; null = open",
}
_NAMED = {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}


def _measure() -> dict[str, Any]:
    parts = {
        "op": _one_of(OPS),
        "of": _one_of({"spend", "refund", "income", "transfer"}),
        "unit": _one_of(CHOICES["unit"]),
        "field": _one_of({"merchant", "category", "date", "month"}),
        "per": _one_of(GRAINS),
        "n": _POSITIVE,
        "minus_period": {"$ref": "#/$defs/period"},
        "base_period": {"$ref": "#/$defs/period"},
    }
    several = {"type": "array", "items": _one_of(MULTI_OPS), "minItems": 2}
    return {"oneOf": [_one_of({"sum", "count", "avg"}), several, _object(parts, "op")]}


def _filters() -> dict[str, Any]:
    return _object(
        {
            **{name: {"$ref": "#/$defs/strs"} for name in _NAMES},
            **{name: {"type": "number"} for name in _AMOUNTS},
            "currency": _CURRENCY,
            "not_currency": _CURRENCY,
            "weekend": {"type": "boolean"},
            "hour_gte": {"type": "integer", "minimum": 0, "maximum": 23},
            "text": {"type": "string"},
            "tag": {"type": "string"},
        }
    )


def ledger_query_schema() -> dict[str, Any]:
    """What may fill a `LedgerQuery`: a rule parser's output and a language model's tool call alike."""
    kind = {"$ref": "#/$defs/kind"}
    properties = {
        "intent": _one_of(INTENTS),
        "status": _one_of(STATUSES),
        "of": {"description": "row kind(s) for list", "oneOf": [kind, {"type": "array", "items": kind}]},
        "measure": _measure(),
        "filters": _filters(),
        "period": {"$ref": "#/$defs/period"},
        "periods": {"type": "array", "items": {"$ref": "#/$defs/period"}, "minItems": 2, "maxItems": 2},
        "groups": {"type": "array", "items": {"type": "string"}, "minItems": 2},
        "group_by": _one_of(GROUPS),
        "rank": _POSITIVE,
        "limit": {**_POSITIVE, "maximum": 100},
        **{name: _one_of(CHOICES[name]) for name in ("unit", "which", "sort", "change", "field")},
        **{name: {"type": "boolean"} for name in ("active", "next", "exceeded")},
    }
    return {
        "title": "LedgerQuery",
        **_object(properties, "intent"),
        "$defs": {"kind": _one_of(KINDS), "strs": _NAMED, "period": _PERIOD},
    }
