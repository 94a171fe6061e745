"""E-mail: single messages (.eml, Outlook's .msg) and mailboxes (.mbox), and who really sent a received one.

The address is the author, never the display name, which anyone can choose. Reading an export verifies nothing: that
needs the raw bytes, the moment of receipt and DNS, and is what ``authenticity.verify`` does for whoever receives mail.
"""
