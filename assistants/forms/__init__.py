"""What people enter about assistants, their channels and customers."""
