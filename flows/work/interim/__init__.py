"""Interim reviews (sơ kết): planned, asked for, compiled."""
