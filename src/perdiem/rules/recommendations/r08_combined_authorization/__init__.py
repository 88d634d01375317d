"""Recommendation 8: one authorization for drug, services and supplies."""
