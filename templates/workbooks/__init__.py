"""Workbooks that units fill in."""
