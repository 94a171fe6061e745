"""Views of contracts, by topic."""
