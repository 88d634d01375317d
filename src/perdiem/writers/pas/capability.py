"""CapabilityStatement: what an endpoint can do, for one version of the guide."""

from __future__ import annotations

from datetime import date

from perdiem.model.fhir_bundle import Resource
from perdiem.model.pas import TOPIC, PasVersion
from perdiem.writers.pas.pieces import concept, extended

GUIDE = "http://hl7.org/fhir/us/davinci-pas"
DTR = "http://hl7.org/fhir/us/davinci-dtr/OperationDefinition/questionnaire-package"
TOPICS = (
    "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/capabilitystatement-subscriptiontopic-canonical"
)
OAUTH = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
SECURITY_SERVICE = "http://terminology.hl7.org/CodeSystem/restful-security-service"


def capability_statement(version: PasVersion, base: str, software: str, made: date, token_url: str | None) -> Resource:
    """What the endpoint at `base` serves. `token_url` None: it is open, which only a machine's own address may be."""
    security: Resource = {"cors": False}
    if token_url is not None:
        security["extension"] = [{"url": OAUTH, "extension": [extended("token", "Uri", token_url)]}]
        security["service"] = [concept(SECURITY_SERVICE, "SMART-on-FHIR")]
        security["description"] = "SMART Backend Services: client credentials with a signed JWT (ES384 or RS384)."
    else:
        security["description"] = "Open: for trials on one machine only."
    return {
        "resourceType": "CapabilityStatement",
        "id": f"perdiem-pas-{version.path}",
        "url": f"{base}/metadata",
        "version": version.value,
        "name": f"PerdiemPAS{version.path.replace('.', '')}",
        "title": f"Perdiem: prior authorization, Da Vinci PAS {version.value}",
        "status": "active",
        "date": made.isoformat(),
        "kind": "instance",
        "software": {"name": "Perdiem", "version": software},
        "implementation": {"description": "Authorization decided by the contract", "url": base},
        "fhirVersion": "4.0.1",
        "format": ["json"],
        "instantiates": [f"{GUIDE}/CapabilityStatement/IntermediaryCapabilities"],
        "implementationGuide": [f"{GUIDE}/ImplementationGuide/hl7.fhir.us.davinci-pas|{version.value}"],
        "rest": [
            {
                "mode": "server",
                "security": security,
                "resource": [
                    {
                        "type": "Claim",
                        "operation": [
                            {"name": "submit", "definition": f"{GUIDE}/OperationDefinition/Claim-submit"},
                            {"name": "inquire", "definition": f"{GUIDE}/OperationDefinition/Claim-inquiry"},
                        ],
                    },
                    {
                        "extension": [extended(TOPICS, "Canonical", TOPIC)],
                        "type": "Subscription",
                        "interaction": [{"code": code} for code in ("create", "read", "update", "delete")],
                    },
                    {
                        "type": "Questionnaire",
                        "operation": [{"name": "questionnaire-package", "definition": DTR}],
                    },
                ],
            }
        ],
    }
