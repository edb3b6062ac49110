"""The figures of reports: the workbook units fill in, and what it says when it comes back."""
