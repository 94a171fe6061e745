"""Microsoft Teams for work, as Graph gives it or as dump tools write it (the same keys with capitals)."""
