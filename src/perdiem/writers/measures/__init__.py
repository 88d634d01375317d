"""What measuring says, for people and for programs: a scorecard as text, workbook, FHIR resources."""
