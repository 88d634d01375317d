"""The 15 recommendations, one folder each; `registry` is their table of contents."""
