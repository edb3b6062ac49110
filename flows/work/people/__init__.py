"""Units, contacts and officers, from forms and from files."""
