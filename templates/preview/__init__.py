"""Who would get what on a day, and why."""
