"""Refused texts, their review by a person, and the measures that follow deliberate attempts.

Owns everything that screening held back. Nobody but the author and the reviewer sees it, nobody decides on a text of
their own, and no measure is taken before a person has looked.
"""
