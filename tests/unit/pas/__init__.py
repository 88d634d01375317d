"""Prior-authorization bundles: made requests and decisions that several tests begin with."""
