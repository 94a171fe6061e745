"""Django's PostgreSQL backend, with a kept connection asked less often whether it still lives."""
