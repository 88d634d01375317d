"""Recommendation 5: the infusion suite as a site of care."""
