"""People's own rules about what to be told of: what they ask, when they speak, and what they say."""
