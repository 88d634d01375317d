"""The review as one HTML file that needs no other: a matrix, each contract, the 15 recommendations."""

from perdiem.writers.html.page import review_html

__all__ = ["review_html"]
