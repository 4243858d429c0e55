"""The demo workspaces: original sample files, and the seeding that pushes them through the pipeline."""
