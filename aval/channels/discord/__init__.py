"""Discord: DiscordChatExporter's JSON of a channel, and the official data package (only the requester's own messages).

A Discord id holds the moment of its making, which a forger usually forgets: both are compared.
"""
