"""Pages of projects and proposals, and of finding projects and professionals."""
