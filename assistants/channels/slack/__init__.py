"""Slack: signed events in, messages out."""
