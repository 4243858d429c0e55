"""Swagger UI under the Content-Security-Policy."""

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularSwaggerSplitView

# Its page carries one inline <style>, and the editor inside writes more; scripts stay strict.
INLINE_STYLES = {"style-src": [SELF, "'unsafe-inline'"]}


@method_decorator(csp_update(INLINE_STYLES), name="dispatch")
class SwaggerView(SpectacularSwaggerSplitView):
    """The documentation page; its script comes from an address of its own."""

    throttle_classes: list[Any] = []
