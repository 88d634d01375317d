"""Recommendation 6: accredited pharmacies may give nursing in Medicaid."""
