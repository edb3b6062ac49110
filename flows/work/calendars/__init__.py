"""Calendar files: deadlines and trainings of units, for convenience."""
