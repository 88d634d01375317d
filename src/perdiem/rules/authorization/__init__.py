"""Authorization by the contract: what needs it and what one approval carries."""
