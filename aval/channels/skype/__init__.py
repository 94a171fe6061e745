"""Skype's export (messages.json in a tar), which Microsoft Teams' free edition shares.

Texts are HTML-like with tags of Skype's own; a message without content but with marks of an edit was deleted. Messages
stand newest first and are kept in that order.
"""
