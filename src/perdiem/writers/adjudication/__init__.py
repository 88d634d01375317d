"""What adjudication says, for people: a claim's story, a run's reconciliation, two contracts over the same claims."""
