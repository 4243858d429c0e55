"""Counting and cutting tokens as the sentence model does, without loading the model."""

from functools import lru_cache
from typing import Any

from lumen.ai.embeddings.sentence import MOST_TOKENS, model_folder


def _tokenizer() -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


_counting = lru_cache(maxsize=1)(_tokenizer)


def truncating_tokenizer() -> Any:
    """A tokenizer that gives at most as many tokens as the model is shown."""
    tokenizer = _tokenizer()
    tokenizer.enable_truncation(MOST_TOKENS)
    return tokenizer


def count_tokens(text: str) -> int:
    """How many tokens of all-MiniLM-L6-v2 a text takes, marks of beginning and end included."""
    return len(_counting().encode(text).ids)


__all__ = ["MOST_TOKENS", "count_tokens", "truncating_tokenizer"]
