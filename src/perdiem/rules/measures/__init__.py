"""The measures: what the recommendations propose to be measured, from clinical records and claims."""
