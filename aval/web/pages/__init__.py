"""What everybody may read: what this is, how it works, what it costs, and the small files that browsers ask for."""
