"""What every domain module stands on: money, acts, ids, transactions, jobs and the database itself.

Owns no tables. Knows nothing of the marketplace.
"""
