"""The programme of payment for results in parenteral nutrition (R9): scored, and tried before it is signed."""
