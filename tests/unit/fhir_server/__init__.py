"""The FHIR endpoints, called over HTTP."""
