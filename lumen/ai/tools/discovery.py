"""Finding tools: every module of a package of tools registers itself by its `TOOLS`."""

from importlib import import_module
from pkgutil import iter_modules

from lumen.ai.tools import registry


def register_package(name: str) -> None:
    """Register the `TOOLS` of each module in the package `name`: a new tool needs a new file only."""
    package = import_module(name)
    for module in sorted(found.name for found in iter_modules(package.__path__)):
        for tool in getattr(import_module(f"{name}.{module}"), "TOOLS", ()):
            registry.register(tool)
