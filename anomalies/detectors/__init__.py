"""Pure functions: each looks at one kind of oddness and knows nothing of the database."""
