"""E-mail: single messages (.eml) and mailboxes (.mbox).

The address is the author, never the display name, which anyone can choose. Nothing here verifies signatures: that needs
the raw bytes and the sender's published key, and belongs to whoever receives mail.
"""
