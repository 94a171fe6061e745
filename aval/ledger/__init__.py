"""The only place where money moves: purses, operations and their transfers, and what authorises them.

Owns every amount that is anybody's. Promises that no transfer is unbalanced, no wallet or hold negative, nothing leaves
a hold without an authorisation that pays once, and no row is ever changed. The promises stand in the database
(``sql/``); this package only calls its functions and reads. docs/money.md says which mechanism guards which promise.
"""
