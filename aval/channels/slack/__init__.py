"""Slack's export: a zip with a folder for each conversation and a file for each day.

``ts`` is the id and stays a string. Files are links that need a key, so they never come along. An edit shows that it
happened, not what stood there before, except in full-retention exports, which carry the earlier text.
"""
