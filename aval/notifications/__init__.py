"""Who hears what, by which medium: the bell, letters by kind, and the outbox of a demonstration."""
