"""People: who they are, how they sign in, what they offer, which roles they hold on this site.

One account may act as client and as professional, never as both on the same contract. Owns profiles, roles,
API tokens and the answers kept for repeated requests.
"""
