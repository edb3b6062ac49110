"""Điều chỉnh kế hoạch: what an amended plan file changes, shown first, then done in one transaction."""
