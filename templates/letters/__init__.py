"""Letters and papers as .docx drafts that an officer signs."""
