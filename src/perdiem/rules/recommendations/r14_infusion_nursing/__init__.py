"""Recommendation 14: infusion nursing without authorization or visit caps."""
