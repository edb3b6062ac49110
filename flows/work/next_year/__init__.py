"""Chuẩn bị kế hoạch năm sau: the file of a plan carried over to another year."""
