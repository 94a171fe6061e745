"""Threads, messages and the gate.

Owns what the two parties of a proposal or contract say to each other. A message is there for good: an edit is one more
version, a withdrawal hides and says so. While the gate is closed, nothing that screening refuses reaches the other.
"""
