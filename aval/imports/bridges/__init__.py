"""Live ways in from other apps: one folder each, and one line in the registry.

A bridge checks the provider's signature on the raw request, and turns the request into the messages that it carries.
It knows nothing of contracts; what becomes of a message is decided in ``bridging.py``.
"""
