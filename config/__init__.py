"""What this installation is set to."""
