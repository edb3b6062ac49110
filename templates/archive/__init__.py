"""The index of an archive: a page that opens without the system."""
