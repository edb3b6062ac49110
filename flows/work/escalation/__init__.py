"""What lies above a unit's contact and department head: held, approved, drafted, paused."""
