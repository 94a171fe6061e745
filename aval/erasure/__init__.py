"""Erasure: who asks for what to be destroyed, on which ground of the law, what holds it back, and carrying it out.

Contents go, events stay: every proof and receipt goes on verifying, and the record says what was erased, when and why.
Two operators decide; an open case, a legal hold or a period of keeping delays.
"""
