"""Pure functions over frozen values; the day is always an argument."""
