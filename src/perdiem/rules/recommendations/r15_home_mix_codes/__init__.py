"""Recommendation 15: no parenteral nutrition home-mix codes."""
