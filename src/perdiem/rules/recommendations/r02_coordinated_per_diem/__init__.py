"""Recommendation 2: drug, supplies, equipment and services from one pharmacy, by S code."""
