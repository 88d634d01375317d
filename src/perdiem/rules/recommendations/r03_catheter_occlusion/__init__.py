"""Recommendation 3: de-clotting covered, without authorization or member cost."""
