"""A person's money: wallets, what is held in escrow, every movement with its reason, deposits and payouts."""
