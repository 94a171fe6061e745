"""A host who cheats, with every key and every right on the database, and the people who find it out."""
