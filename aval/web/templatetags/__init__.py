"""The tags and filters of all templates; loaded as builtins."""
