"""Pages: one folder for each area; they translate requests into calls and results into pages."""
