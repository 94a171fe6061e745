"""Zoom's meeting chat as text. It knows the time of day only: the date comes from its folder's name or not at all."""
