"""Reading what banks write: versioned pure functions, no database."""

from transactions.parsing.messages import PARSER_VERSION, read_message
from transactions.parsing.reading import Reading

__all__ = ["PARSER_VERSION", "Reading", "read_message"]
