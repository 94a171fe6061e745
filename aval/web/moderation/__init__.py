"""Pages about refused texts: a person's own, and the desk where staff look at them."""
