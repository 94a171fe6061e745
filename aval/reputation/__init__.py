"""Reputation: what contracts and rulings add up to, and what the two wrote about each other.

The figures are computed from what happened, so they can't be bought. Reviews are double-blind: each stays closed until
both are written or fourteen days have passed, and only where a milestone was paid.
"""
