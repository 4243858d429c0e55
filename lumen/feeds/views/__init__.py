"""Pages of this app, a module for each part."""
