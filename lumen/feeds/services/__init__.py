"""Everything this app writes, a module for each part."""
