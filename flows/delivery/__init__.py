"""The outbox and SMTP."""
