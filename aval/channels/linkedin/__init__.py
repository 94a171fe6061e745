"""LinkedIn's messages.csv. It has no ids of messages, and its dates are UTC in words."""
