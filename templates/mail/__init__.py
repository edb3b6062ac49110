"""The mails: a folder each, one renderer."""
