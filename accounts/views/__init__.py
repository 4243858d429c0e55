"""Pages under `/settings/`."""
