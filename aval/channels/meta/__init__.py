"""Messenger and Instagram: message_N.json of "Download your information", and the file of end-to-end chats.

Both write UTF-8 bytes as single characters; a string is repaired only if the repair is complete. Messages stand newest
first in real downloads and are kept in the order of the file.
"""
