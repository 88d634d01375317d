"""Names that the prior-authorization guide (HL7 Da Vinci PAS) fixes, and what differs between its versions.

Source: packages hl7.fhir.us.davinci-pas 2.0.1 and 2.2.1; 2.0.1 is the version that the CMS-0057-F documents name.
"""

from __future__ import annotations

from enum import StrEnum


class PasVersion(StrEnum):
    """A version of the guide; each has an endpoint of its own (2.2.1, conf-1)."""

    V2_0 = "2.0.1"
    V2_2 = "2.2.1"

    @property
    def path(self) -> str:
        """The part of the endpoint's path that names it."""
        return self.value.rsplit(".", 1)[0]

    @property
    def is_later(self) -> bool:
        """Whether it is 2.2 and not 2.0."""
        return self is PasVersion.V2_2


PROFILE = "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/"
CODES = "http://hl7.org/fhir/us/davinci-pas/CodeSystem/PASTempCodes"
TOPIC = "http://hl7.org/fhir/us/davinci-pas/SubscriptionTopic/PASSubscriptionTopic"

REQUEST_BUNDLE = PROFILE + "profile-pas-request-bundle"
RESPONSE_BUNDLE = PROFILE + "profile-pas-response-bundle"
INQUIRY_BUNDLE = PROFILE + "profile-pas-inquiry-request-bundle"
INQUIRY_RESPONSE_BUNDLE = PROFILE + "profile-pas-inquiry-response-bundle"
CLAIM = PROFILE + "profile-claim"
CLAIM_UPDATE = PROFILE + "profile-claim-update"
CLAIM_INQUIRY = PROFILE + "profile-claim-inquiry"
CLAIM_RESPONSE = PROFILE + "profile-claimresponse"
INQUIRY_RESPONSE = PROFILE + "profile-claiminquiryresponse"

AUTHORIZATION_NUMBER = PROFILE + "extension-authorizationNumber"
REFERENCE_NUMBER = PROFILE + "extension-administrationReferenceNumber"
REQUEST_TYPE = PROFILE + "extension-serviceItemRequestType"
CERTIFICATION_TYPE = PROFILE + "extension-certificationType"
LEVEL_OF_SERVICE = PROFILE + "extension-levelOfServiceCode"
REQUESTED_SERVICE = PROFILE + "extension-requestedService"
ITEM_TRACE_NUMBER = PROFILE + "extension-itemTraceNumber"
CODE_END = PROFILE + "extension-productOrServiceCodeEnd"
CARE_TEAM_SCOPE = PROFILE + "extension-careTeamClaimScope"
DOCUMENT_INFORMATION = PROFILE + "extension-documentInformation"
INFO_CHANGED = PROFILE + "extension-infoChanged"
INFO_CANCELLED = PROFILE + "modifierextension-infoCancelled"
REVIEW_ACTION = PROFILE + "extension-reviewAction"
REVIEW_ACTION_CODE = PROFILE + "extension-reviewActionCode"
SERVICE_LINE = PROFILE + "extension-serviceLineNumber"
PA_LINE = PROFILE + "extension-paLineNumber"

# X12's code systems, by the number of their data element (005010). The lists themselves are X12's and not here.
REVIEW_ACTIONS = "https://codesystem.x12.org/005010/306"
REJECT_REASONS = "https://codesystem.x12.org/005010/901"
FOLLOW_UPS = "https://codesystem.x12.org/005010/889"
DECISION_REASONS = "https://codesystem.x12.org/external/886"
REQUEST_TYPES = "https://codesystem.x12.org/005010/1525"
CERTIFICATION_TYPES = "https://codesystem.x12.org/005010/1322"
SERVICE_TYPES = "https://codesystem.x12.org/005010/1365"
UNITS = "https://codesystem.x12.org/005010/673"
LEVELS_OF_SERVICE = "https://codesystem.x12.org/005010/1338"

HCPCS = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
HCPCS_TERMINOLOGY = "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
CPT = "http://www.ama-assn.org/go/cpt"
NDC = "http://hl7.org/fhir/sid/ndc"
ICD_10_CM = "http://hl7.org/fhir/sid/icd-10-cm"
NPI = "http://hl7.org/fhir/sid/us-npi"
TIN = "http://terminology.hl7.org/NamingSystem/USEIN"
PLACE_OF_SERVICE = "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set"
IDENTIFIER_TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203"
ADJUDICATION = "http://terminology.hl7.org/CodeSystem/adjudication"
PRIORITIES = "http://terminology.hl7.org/CodeSystem/processpriority"

CANCEL = "3"  # certification type; UM02 of the 278
APPEALS = ("1", "2")  # immediate, standard
NOT_APPLICABLE = "not-applicable"  # an inquiry's item with this code asks for no code (spec-43)
