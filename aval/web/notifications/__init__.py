"""What one was told, which letters one gets, and the outbox of a demonstration."""
