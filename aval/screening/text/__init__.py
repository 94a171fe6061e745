"""Reads a text as a person would see it, and keeps the way back to where each sign stood."""
