"""FHIR endpoints: prior authorization (PAS), coverage discovery (CDS Hooks), questionnaires (DTR), notifications."""
