"""Plans that come into force."""
