"""iCalendar files: trainings as invitations, deadlines for convenience."""
