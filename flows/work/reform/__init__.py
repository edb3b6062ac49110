"""Sắp xếp đơn vị: units merge, split, are renamed or dissolved, and what they owe passes on."""
