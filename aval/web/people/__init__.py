"""People: signing up and in, their profile, their settings, and home."""
