"""Tools that need none of the apps."""


def register_all() -> None:
    """Put the built-in tools into the registry."""
    from lumen.ai.tools import registry
    from lumen.ai.tools.builtin import abilities, calculator, date_arithmetic

    for tool in (calculator.TOOL, date_arithmetic.TOOL, abilities.SMALL_TALK, abilities.EXPLAIN):
        registry.register(tool)
