"""Recommendation 1: a network of its own for infused and provider-administered drugs."""
