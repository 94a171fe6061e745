"""Stripe: deposits by payment intents, payouts by Connect (a transfer to a connected account, and its payout)."""
