"""Signal: the app's own export (main.jsonl, since 2026) and sigexport's text.

The app's export carries keys of the account. They are dropped at the door: frames other than chats, people and messages
are never kept, and ``raw`` of a message holds the message alone.
"""
