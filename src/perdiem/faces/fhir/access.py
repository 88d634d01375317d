"""Who may call: SMART Backend Services, that is client credentials with a signed JWT, and short access tokens.

Source: SMART App Launch 2.2, Backend Services, from general knowledge where the guides' pages say no more: an assertion
holds five minutes at most, its number (jti) counts once, it is signed ES384 or RS384.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet
from starlette.requests import Request
from starlette.responses import Response

from perdiem.faces.fhir.keys import ALGORITHMS
from perdiem.faces.fhir.replies import Refusal, plain_json
from perdiem.faces.fhir.settings import Client, FhirSettings
from perdiem.store.fhir import FhirStore

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
MOST_SECONDS = 300  # of an assertion's life (SMART)
LEEWAY = 30  # seconds by which two clocks may differ
MOST_FORM = 32 * 1024  # bytes of a token request


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls. `organizations` are the NPIs that it speaks for; empty: any."""

    id: str
    organizations: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()

    def may_act_for(self, npi: str | None) -> bool:
        """Whether it speaks for a provider."""
        return not self.organizations or npi in self.organizations


ANYBODY = Caller("anybody")


class TokenRefused(Exception):
    """A token request that is not granted: OAuth's code for it, a sentence, and the status."""

    def __init__(self, error: str, says: str, status: int = 400) -> None:
        super().__init__(says)
        self.error, self.says, self.status = error, says, status

    def reply(self) -> Response:
        """Its answer, as OAuth has it."""
        return plain_json({"error": self.error, "error_description": self.says}, self.status)


class Access:
    """Grants tokens and knows callers by them. `keys` are the clients' public keys, by client."""

    def __init__(
        self, settings: FhirSettings, keys: Mapping[str, KeySet], own: ECKey, store: FhirStore, base: str
    ) -> None:
        self._settings, self._keys, self._own, self._store = settings, dict(keys), own, store
        self._clients = {client.id: client for client in settings.clients}
        self.token_url, self._issuer = f"{base}/token", base

    # granting

    async def token(self, request: Request) -> Response:
        """The answer to a token request."""
        try:
            form = await _form(request)
            return plain_json(self.grant(form, datetime.now(tz=UTC)))
        except TokenRefused as refused:
            return refused.reply()

    def grant(self, form: Mapping[str, str], now: datetime) -> dict[str, Any]:
        """An access token for a signed assertion. Raises TokenRefused."""
        if form.get("grant_type") != "client_credentials":
            raise TokenRefused("unsupported_grant_type", "grant_type is client_credentials")
        if form.get("client_assertion_type") != ASSERTION:
            raise TokenRefused("invalid_request", f"client_assertion_type is {ASSERTION}")
        client, claims = self._assertion(form.get("client_assertion", ""), now, self.token_url)
        asked = tuple(form.get("scope", "").split())
        granted = tuple(scope for scope in asked if scope in client.scopes) if asked else client.scopes
        if not granted:
            raise TokenRefused("invalid_scope", f"none of these may be given: {' '.join(asked)}")
        self._use(client, claims, now)
        return {
            "access_token": self._access_token(client, granted, now),
            "token_type": "bearer",
            "expires_in": self._settings.token_seconds,
            "scope": " ".join(granted),
        }

    def _use(self, client: Client, claims: Mapping[str, Any], now: datetime) -> None:
        """Notes that an assertion was used. Raises TokenRefused where it was before."""
        expires = datetime.fromtimestamp(float(claims["exp"]) + LEEWAY, UTC)
        if not self._store.use_token(client.id, str(claims["jti"]), expires, now):
            raise TokenRefused("invalid_client", "this assertion (jti) was used before", 401)

    def _assertion(self, text: str, now: datetime, audience: str) -> tuple[Client, dict[str, Any]]:
        """The client that signed an assertion, and what it says. Raises TokenRefused."""
        name = _unverified_issuer(text)
        client = self._clients.get(name)
        if client is None:
            raise TokenRefused("invalid_client", "the assertion's issuer is no client known here", 401)
        try:
            claims = dict(jwt.decode(text, self._keys[client.id], algorithms=list(ALGORITHMS)).claims)
        except (JoseError, ValueError, TypeError) as error:
            raise TokenRefused("invalid_client", f"the assertion is not signed by its client: {error}", 401) from None
        self._check_claims(claims, client, now, audience)
        return client, claims

    def _check_claims(self, claims: Mapping[str, Any], client: Client, now: datetime, audience: str) -> None:
        if claims.get("sub", client.id if audience != self.token_url else None) != client.id:
            raise TokenRefused("invalid_client", "the assertion's sub is its iss", 401)
        audiences = claims["aud"] if isinstance(claims.get("aud"), list) else [claims.get("aud")]
        if audience not in audiences:
            raise TokenRefused("invalid_client", f"the assertion's aud is {audience}", 401)
        number = claims.get("jti")
        if not isinstance(number, str) or not 0 < len(number) <= 200:
            raise TokenRefused("invalid_client", "the assertion has no jti of up to 200 characters", 401)
        at = now.timestamp()
        expires = _seconds(claims.get("exp"))
        if expires is None or expires <= at - LEEWAY:
            raise TokenRefused("invalid_client", "the assertion has expired", 401)
        if expires > at + MOST_SECONDS + LEEWAY:
            raise TokenRefused("invalid_client", "the assertion holds for more than five minutes", 401)
        begins = _seconds(claims.get("nbf")) if "nbf" in claims else at
        if begins is None or begins > at + LEEWAY:
            raise TokenRefused("invalid_client", "the assertion does not hold yet", 401)

    def _access_token(self, client: Client, scopes: tuple[str, ...], now: datetime) -> str:
        claims = {
            "iss": self._issuer,
            "sub": client.id,
            "aud": self._issuer,
            "scope": " ".join(scopes),
            "jti": secrets.token_urlsafe(16),
            "iat": int(now.timestamp()),
            "exp": int(now.timestamp()) + self._settings.token_seconds,
        }
        return jwt.encode({"alg": "ES384", "typ": "JWT", "kid": self._own.kid}, claims, self._own, ["ES384"])

    # knowing

    def caller(self, request: Request) -> Caller:
        """Who calls. Raises Refusal (401) without a token that holds; an open server asks for none."""
        if self._settings.is_open:
            return ANYBODY
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise _unknown("no access token; get one at the token endpoint (see .well-known/smart-configuration)")
        try:
            claims = jwt.decode(token.strip(), self._own, algorithms=["ES384"]).claims
        except (JoseError, ValueError, TypeError):
            raise _unknown("the access token is not one of ours") from None
        expires = _seconds(claims.get("exp"))
        if expires is None or expires <= datetime.now(tz=UTC).timestamp():
            raise _unknown("the access token has expired", code="expired")
        client = self._clients.get(str(claims.get("sub")))
        if client is None or claims.get("aud") != self._issuer:
            raise _unknown("the access token is for another")
        return Caller(client.id, client.organizations, tuple(str(claims.get("scope", "")).split()))

    def hook_caller(self, request: Request) -> Caller:
        """Who calls a hook: with an access token, or, as CDS Hooks has it, a JWT of its own for the service."""
        try:
            return self.caller(request)
        except Refusal:
            token = request.headers.get("authorization", "").partition(" ")[2].strip()
            if token.count(".") != 2 or _unverified_issuer(token) not in self._clients:
                raise
        now = datetime.now(tz=UTC)
        try:
            client, claims = self._assertion(token, now, f"{self._issuer}{request.url.path}")
            self._use(client, claims, now)
        except TokenRefused as refused:
            raise _unknown(refused.says) from None
        return Caller(client.id, client.organizations)


def _unknown(text: str, *, code: Any = "login") -> Refusal:
    return Refusal(401, f"Who calls is not known: {text}.", code, headers={"WWW-Authenticate": "Bearer"})


def _seconds(value: Any) -> float | None:
    """A time of a JWT, in seconds; None for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e11:
        return None
    return float(value)


def _unverified_issuer(text: str) -> str:
    """The client that an assertion says it is from, so that its keys can be found; nothing else is read before."""
    import base64
    import binascii

    import orjson

    parts = text.split(".")
    if len(parts) != 3:
        raise TokenRefused("invalid_client", "client_assertion is no JWT", 401)
    try:
        claims = orjson.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, binascii.Error):
        raise TokenRefused("invalid_client", "client_assertion is no JWT", 401) from None
    return str(claims.get("iss", "")) if isinstance(claims, dict) else ""


async def _form(request: Request) -> dict[str, str]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise TokenRefused("invalid_request", "the body is application/x-www-form-urlencoded")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_FORM:
            raise TokenRefused("invalid_request", "the body is too large", 413)
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=20))
    except ValueError:
        raise TokenRefused("invalid_request", "the body is no form") from None


def smart_configuration(token_url: str, scopes: tuple[str, ...]) -> dict[str, Any]:
    """The answer to `.well-known/smart-configuration`."""
    return {
        "token_endpoint": token_url,
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
        "grant_types_supported": ["client_credentials"],
        "scopes_supported": list(scopes),
        "capabilities": ["client-confidential-asymmetric", "permission-v2"],
    }
