"""Hearing and speaking: words from sound, sound from words."""
