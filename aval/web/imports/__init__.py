"""Pages that bring outside conversations in: upload, preview, confirmation, answers, and minutes of calls."""
