"""Contracts: agreements and their versions, milestones, deliveries, acceptance, review windows, ongoing work.

Promises that a milestone's money leaves its hold only for a row of this module (or of cases) that both parties' signed
agreement gives a meaning to, and that a price or a date changes only by a version of the agreement that both signed.
"""
