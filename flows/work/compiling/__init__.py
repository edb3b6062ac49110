"""Tổng hợp báo cáo: what the report of a plan is made from, what changed, the files of it."""
