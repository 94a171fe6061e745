"""These tests use the ledger without the modules above it."""

from tests.ledger_alone import committing_db, ledger_alone  # noqa: F401  # fixtures
