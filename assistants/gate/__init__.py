"""The hard gate: nothing is sent that no source says. Knows no database."""

from assistants.gate.checking import Problem, check

__all__ = ["Problem", "check"]
