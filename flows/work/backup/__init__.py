"""Copies of everything an installation would miss: taken while it works, kept for a while, put back."""
