"""What a machine says beforehand: a year played through, and the mails of a day to come."""
