"""Pictures, sound and film, read within limits: each processor is a function of bytes, without a database."""
