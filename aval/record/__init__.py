"""The append-only log of each contract: what happened, provable by a file that each party holds.

Owns logs, events, the payloads that stand apart from them, and the signed heads. Appending is a step of the action
that it reports; nothing here is ever updated or deleted. The formats are those of ``aval.proofs``.
"""
