"""Recommendation 13: all affiliated sites under the same terms."""
