"""Films: what is in the file, where its shots are cut, what moves in them. Knows no app."""
