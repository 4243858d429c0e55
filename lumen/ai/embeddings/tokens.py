"""Counting tokens as the sentence model does, without loading the model."""

from functools import lru_cache
from typing import Any

from lumen.ai.embeddings.sentence import model_folder


@lru_cache(maxsize=1)
def _tokenizer() -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def count_tokens(text: str) -> int:
    """How many tokens of all-MiniLM-L6-v2 a text takes, marks of beginning and end included."""
    return len(_tokenizer().encode(text).ids)
