"""Difficulties that units report: who answers them, by when, and the answers."""
