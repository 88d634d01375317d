-- catheter_event: one row an AdverseEvent that happened to a line.
select * exclude (type) from fhir_catheter_event where type = 'AdverseEvent'
