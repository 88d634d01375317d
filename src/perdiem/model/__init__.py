"""The nouns of home-infusion contracting, as typed, immutable data. No I/O; imports nothing of ours but errors."""
