"""Questions to the database: (session, ...) -> values."""
