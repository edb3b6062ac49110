"""Files that come in with documents, and where files lie."""
