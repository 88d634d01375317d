"""Recommendation 9: a value-based programme for parenteral nutrition."""
