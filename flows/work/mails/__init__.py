"""What mails say, and what coordinators are told of."""
