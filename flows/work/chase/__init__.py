"""The day: what falls due, who gets which mail, what waits, and whether the ledger is sound."""
