"""Tables that coordinators print or read on, from the questions that pages ask."""
