"""The tamper-evident record, as pure functions over bytes: events, trees, checkpoints, receipts and dossiers.

Pure Python without Django, usable alone; what each format means is in docs/record.md. Nothing here reads a clock, a
database or the network: callers bring times, keys and bytes, and keep what comes back.
"""
