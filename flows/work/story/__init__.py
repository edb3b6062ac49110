"""What happened and why, as it was known on a day."""
