"""How a reply comes about, without knowing where anything is stored."""
