"""Recommendation 7: second and third therapies paid in full."""
