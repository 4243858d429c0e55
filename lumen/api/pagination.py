"""Lists are `{"results": [...], "next": "<cursor or null>"}`."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from rest_framework.pagination import CursorPagination
from rest_framework.response import Response


class CursorPages(CursorPagination):
    page_size = 50
    max_page_size = 500
    page_size_query_param = "limit"
    ordering = "-created_at"

    def get_ordering(self, request: Any, queryset: Any, view: Any) -> tuple[str, ...]:
        """The view's `cursor_ordering` where `created_at` is not what the list is sorted by."""
        chosen = getattr(view, "cursor_ordering", None)
        return tuple(chosen or super().get_ordering(request, queryset, view))

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self._cursor(self.get_next_link())})

    @staticmethod
    def _cursor(link: str | None) -> str | None:
        return parse_qs(urlsplit(link).query)["cursor"][0] if link else None

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["results", "next"],
            "properties": {
                "results": schema,
                "next": {"type": "string", "nullable": True, "description": "cursor of the next page"},
            },
        }
