"""Trainings of a plan: planned, announced, attended."""
