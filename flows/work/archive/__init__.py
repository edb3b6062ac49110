"""A plan as files that need no dondoc to be read, and the check that they are still what they were."""
