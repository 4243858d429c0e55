"""The user's own rules: what they ask of a payment, and what they decide about it. Pure functions."""
