"""Money coming in and going out: deposits, payouts, and what payment providers say about them.

Owns the two lifecycles and every webhook as it arrived. Promises that a provider's word counts once, in whatever order
and however often it comes, and that no transaction waits for a network. Each provider is a folder in ``providers/``.
"""
