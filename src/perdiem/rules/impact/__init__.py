"""Impact: what adopting recommendations costs and saves, for payor, provider and member."""
