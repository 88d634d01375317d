"""Requests for authorization from files: CSV, X12 278, FHIR PAS bundles, told apart by their content."""
