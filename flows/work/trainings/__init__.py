"""Trainings of a plan: planned, announced, answered, attended."""
