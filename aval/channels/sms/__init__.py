"""SMS Backup & Restore's XML: messages, multimedia messages and calls.

The XML is read as a stream by expat with entities refused. Emoji written as halves of surrogate pairs (``&#55357;``),
which no XML parser accepts, are joined beforehand.
"""
