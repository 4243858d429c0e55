"""The OpenAPI document is the one in docs, complete and shown by Swagger UI."""

from pathlib import Path

import pytest
import yaml
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

FILE = Path(__file__).parent.parent.parent / "docs/openapi.yaml"
HINT = "Run: python manage.py spectacular --file docs/openapi.yaml"


@pytest.fixture(scope="module")
def schema():
    GENERATOR_STATS.reset()
    GENERATOR_STATS.enable_trace_lineno()
    made = SchemaGenerator().get_schema(request=None, public=True)
    return yaml.safe_load(yaml.safe_dump(_plain(made)))


def _plain(value):
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, bool | int | float | None) else str(value)


class TestOpenApi:
    def test_in_docs_is_what_the_code_says(self, schema):
        kept = yaml.safe_load(FILE.read_text())
        assert kept["paths"].keys() == schema["paths"].keys(), HINT
        assert kept == schema, HINT

    def test_is_valid_and_made_without_warnings(self, schema):
        validate_schema(schema)
        assert not GENERATOR_STATS._warn_cache
        assert not GENERATOR_STATS._error_cache

    def test_names_every_way_to_sign_in(self, schema):
        schemes = schema["components"]["securitySchemes"]
        assert set(schemes) == {"accessToken", "apiToken", "cookieAuth"}

    def test_says_that_every_operation_may_refuse(self, schema):
        for path, operations in schema["paths"].items():
            for method, operation in operations.items():
                answer = operation["responses"].get("default", {})
                assert "application/problem+json" in answer.get("content", {}), f"{method} {path}"

    def test_gives_every_operation_its_own_name(self, schema):
        names = [
            operation["operationId"]
            for operations in schema["paths"].values()
            for operation in operations.values()
        ]
        assert len(names) == len(set(names))

    @pytest.mark.django_db
    def test_is_served(self, client):
        answer = client.get("/api/v1/schema")
        assert answer.status_code == 200
        assert yaml.safe_load(answer.content)["info"]["title"] == "Lumen"

    @pytest.mark.django_db
    def test_is_shown_without_inline_scripts(self, client):
        page = client.get("/api/v1/docs")
        assert page.status_code == 200
        policy = page["Content-Security-Policy"]
        assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
        assert "<script>" not in page.content.decode()
        assert "//cdn" not in page.content.decode()
        script = client.get("/api/v1/docs?script=")
        assert script["Content-Type"].startswith("application/javascript")
