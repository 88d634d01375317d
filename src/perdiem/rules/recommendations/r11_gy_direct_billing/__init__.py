"""Recommendation 11: services that Medicare excludes billed directly, with GY."""
