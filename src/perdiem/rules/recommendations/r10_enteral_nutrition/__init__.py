"""Recommendation 10: enteral nutrition for every tube-fed patient."""
