"""Recommendation 4: PICC placement in the home or suite, kit and insertion."""
