"""How a business writes: measured, compared, told apart, and put on. Knows no database."""
