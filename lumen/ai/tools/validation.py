"""Arguments are what a tool's JSON schema says, whoever wrote them."""

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator


class InvalidArgumentsError(LumenError):
    status, code, title = 422, "invalid-arguments", "A tool was called in a way it does not understand"


def require_valid(name: str, schema: dict[str, Any], arguments: dict[str, Any]) -> None:
    """Check the arguments for the tool `name`.

    Raises:
        InvalidArgumentsError: they do not fit; `problems` says where and why.
    """
    validator = _validator(json.dumps(schema, sort_keys=True, default=list))
    errors = sorted(validator.iter_errors(arguments), key=lambda error: list(map(str, error.path)))
    if errors:
        problems = [f"{'.'.join(map(str, error.path)) or name}: {error.message}"[:200] for error in errors]
        raise InvalidArgumentsError(f"{name} cannot be called like this: {problems[0]}.", problems=problems)


@lru_cache(maxsize=128)
def _validator(schema: str) -> "Draft202012Validator":
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads(schema))
