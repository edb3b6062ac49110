"""Fakes that are themselves tested."""
