"""Papers that leave the house: who signs them, and what becomes of their templates."""
