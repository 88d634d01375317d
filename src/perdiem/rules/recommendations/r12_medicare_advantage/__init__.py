"""Recommendation 12: Medicare Advantage, codes and authorization list named."""
