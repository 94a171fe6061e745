"""Reviews after the end of a contract, and a person's proven record."""
