"""Pages of contracts: the contract page, its agreement, its milestones, its record."""
