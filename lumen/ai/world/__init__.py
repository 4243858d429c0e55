"""Facts from services outside: each value with its source, its moment and its unit."""
