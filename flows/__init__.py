"""When things happen: one thin file per flow."""
