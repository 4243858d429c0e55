"""Exchange rates from outside: a web service, and files."""
