"""Assistants over REST."""
