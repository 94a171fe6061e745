"""The HTTP API under /api/v1: the same verbs as the pages, for programs.

Bearer tokens with scopes, an idempotency key on every write, cursor pages, problem documents (RFC 9457). It passes
by the pages' middleware: no cookies, no sessions, nothing that a browser could be tricked into sending.
"""
