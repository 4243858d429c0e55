"""What a bank's line of text means: whom, what for, and what kind of movement. Pure functions."""
