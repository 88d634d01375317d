"""Readers: from files that people keep to the model. They check everything and report every fault with its place."""
