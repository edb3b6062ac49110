"""What comes in: documents recorded and corrected, events, days off."""
