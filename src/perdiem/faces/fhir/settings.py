"""What a payor settles about its FHIR endpoints, with a documented default for each."""

from __future__ import annotations

import ipaddress
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from perdiem.model.authorization import Action
from perdiem.model.terms.base import Section
from perdiem.model.terms.types import LineOfBusiness, Several
from perdiem.writers.pas.answer_codes import CARRIED, REJECT_REASONS, REVIEW_ACTIONS, AnswerCodes

MEGABYTE = 1024 * 1024


def _web_address(text: str) -> str:
    """A http(s) address. Raises ValueError for anything else."""
    if urlsplit(text).scheme not in {"http", "https"} or not urlsplit(text).hostname:
        raise ValueError(f"not a http or https address: {text}")
    return text.rstrip("/")


WebAddress = Annotated[str, AfterValidator(_web_address)]


class Client(Section):
    """A system that may call: its keys, and the organizations that it speaks for."""

    id: str = Field(min_length=1, max_length=200, description="The client_id: issuer and subject of its assertions.")
    jwks: str = Field(description="A file with the client's public keys (JWKS, JSON), beside the settings file.")
    organizations: Several[str] = Field(
        default=(), description="NPIs that it may submit, inquire and subscribe for; none: any."
    )
    scopes: Several[str] = Field(
        default=("system/Claim.c", "system/Claim.r", "system/Subscription.cud"), description="What it may be given."
    )


class FhirSettings(Section):
    """Everything about the endpoints that is neither in the contract nor on the command line."""

    base_url: WebAddress | None = Field(
        default=None, description="The address that clients use; needed behind a proxy. Default: where it listens."
    )
    clients: Several[Client] = Field(default=(), description="Who may call. None: open, on loopback only.")
    signing_key: str | None = Field(
        default=None,
        description="A file with the server's own key (JWK, P-384). Default: a new one each start; name one where"
        " several servers share the work.",
    )
    token_seconds: int = Field(default=300, ge=30, le=3600, description="How long an access token holds.")
    notify: Several[WebAddress] = Field(
        default=(), description="Beginnings of addresses that notifications may go to. Loopback is allowed when open."
    )
    most_bytes: int = Field(default=8 * MEGABYTE, ge=1024, description="The largest request that is taken, in bytes.")
    information_url: WebAddress | None = Field(
        default=None, description="The payor's page on authorization, for cards."
    )
    telephone: str | None = Field(default=None, description="Where providers ask about what an inquiry withholds.")
    questionnaires: str | None = Field(
        default=None, description="A folder with Questionnaires (JSON), found by their address."
    )
    lines_of_business: dict[str, LineOfBusiness] = Field(
        default_factory=dict, description="Line of business by the plan's or group's value on a coverage."
    )
    review_actions: dict[Action, str] = Field(default_factory=dict, description="X12 306 codes, by our action.")
    reject_reasons: dict[str, str] = Field(default_factory=dict, description="X12 901 codes, by our error.")
    decision_reasons: dict[str, str] = Field(default_factory=dict, description="X12 886 codes, by our reason.")
    carried: dict[str, Several[str]] = Field(
        default_factory=dict,
        description="Codes that an answer names of what a drug's approval carries unasked, by kind of service.",
    )
    attachments: dict[str, str] = Field(default_factory=dict, description="LOINC codes, by the document's short name.")

    @property
    def answer_codes(self) -> AnswerCodes:
        """The codes that answers carry: the defaults, with what is set here."""
        return AnswerCodes(
            review_actions={**REVIEW_ACTIONS, **self.review_actions},
            reject_reasons={**REJECT_REASONS, **self.reject_reasons},
            decision_reasons=self.decision_reasons,
            attachments=self.attachments,
            carried={**CARRIED, **self.carried},
        )

    @property
    def is_open(self) -> bool:
        """Whether anybody may call."""
        return not self.clients

    def may_notify(self, address: str) -> bool:
        """Whether notifications may go to an address: it begins with an allowed one, at a whole part of the path."""
        asked = urlsplit(address)
        if asked.username or asked.password or asked.scheme not in {"http", "https"} or not asked.hostname:
            return False
        if self.is_open and is_loopback(asked.hostname):
            return True
        for allowed in self.notify:
            known = urlsplit(allowed)
            same = (asked.scheme, asked.hostname, _port(asked)) == (known.scheme, known.hostname, _port(known))
            path = known.path.rstrip("/")
            if same and (asked.path == path or asked.path.startswith(path + "/")) and ".." not in asked.path:
                return True
        return False


def _port(address: object) -> int | None:
    port: int | None = getattr(address, "port", None)
    return port or {"http": 80, "https": 443}.get(getattr(address, "scheme", ""))


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
