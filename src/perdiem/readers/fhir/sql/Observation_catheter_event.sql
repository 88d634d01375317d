-- catheter_event: one row an Observation of something wrong with a line.
select * exclude (type) from fhir_catheter_event where type = 'Observation'
