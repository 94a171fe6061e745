"""Outside conversations brought into a contract's record, entry by entry, and minutes of calls.

Nothing comes in while the gate is closed, nor before the person who brings it has seen it. The other party is told and
may contest each entry; how much an entry proves is computed from who attests and who contests it, never stored.
"""
