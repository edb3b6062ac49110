"""The life of an obligation: the one place where its status changes, and the acts that change it."""
