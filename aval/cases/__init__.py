"""Disputes: a case is opened on a milestone, the two trade offers of a split, a mediator hears them and rules.

Owns cases, offers, settlements, questions, rulings and appeals. Money moves only by a settlement that both signed or
by a final ruling, through the ledger, and never by silence: silence brings the mediator. Whoever ruled does not hear
the appeal, and nobody with a tie to a party is assigned.
"""
