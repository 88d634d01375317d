"""What outside conformance kits check, and which of our tests stands for each check."""
