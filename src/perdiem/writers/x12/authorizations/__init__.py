"""The 278 of 005010X217, both ways: a request, and the response to it."""
