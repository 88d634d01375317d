"""Who may call: tokens by signed assertions, and what each client may do with them."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
import time_machine
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey
from starlette.testclient import TestClient

from perdiem.errors import UnreadableFile
from perdiem.faces.fhir.access import ASSERTION
from perdiem.faces.fhir.keys import client_keys, server_key
from perdiem.faces.fhir.settings import FhirSettings
from perdiem.store.authorizations import AuthorizationStore
from perdiem.store.desk import Desk
from tests.unit.fhir_server.served import BASE, client_on, desk_on, inquire, issues, submit
from tests.unit.fhir_server.test_orders import hook
from tests.unit.pas.made import bundle, inquiry

EC = ECKey.generate_key("P-384", {"use": "sig", "alg": "ES384", "kid": "harbor-1"})
RSA = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS384", "kid": "other-1"})


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[tuple[TestClient, Desk]]:
    """Endpoints that know two clients: `harbor` for one pharmacy, `other` for another."""
    for name, key in (("harbor", EC), ("other", RSA)):
        (tmp_path / f"{name}.json").write_text(json.dumps(KeySet([key]).as_dict(private=False)))
    settings = FhirSettings.model_validate(
        {
            "clients": [
                {"id": "harbor", "jwks": "harbor.json", "organizations": ["1234567893"]},
                {"id": "other", "jwks": "other.json", "organizations": ["1000000004"]},
            ]
        }
    )
    with AuthorizationStore(str(tmp_path / "requests.db")) as store:
        desk = desk_on(tmp_path, store)
        yield client_on(desk, settings, tmp_path), desk


def _assertion(client: str = "harbor", key: Any = EC, *, header: dict[str, Any] | None = None, **claims: Any) -> str:
    algorithm = "ES384" if key is EC else "RS384"
    said = {
        "iss": client,
        "sub": client,
        "aud": f"{BASE}/token",
        "exp": int(time.time()) + 240,
        "jti": secrets.token_hex(8),
    } | claims
    said = {name: value for name, value in said.items() if value is not None}
    head = {"alg": algorithm, "kid": key.kid, "typ": "JWT"} | (header or {})
    return jwt.encode(head, said, key, algorithms=[algorithm])


def _ask(client: TestClient, assertion: str, **form: str) -> Any:
    sent = {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION,
        "client_assertion": assertion,
    } | form
    return client.post("/token", data=sent)


def _token(client: TestClient, name: str = "harbor", key: Any = EC) -> dict[str, str]:
    reply = _ask(client, _assertion(name, key))
    assert reply.status_code == 200, reply.text
    return {"authorization": f"Bearer {reply.json()['access_token']}"}


@pytest.mark.parametrize(("name", "key"), [("harbor", EC), ("other", RSA)])
def test_a_signed_assertion_gets_a_short_token(guarded, name, key):
    client, _ = guarded
    reply = _ask(client, _assertion(name, key), scope="system/Claim.c")
    assert reply.status_code == 200
    body = reply.json()
    assert body["token_type"] == "bearer"
    assert body["expires_in"] == 300
    assert body["scope"] == "system/Claim.c"
    assert reply.headers["cache-control"] == "no-store"


def test_with_a_token_the_endpoints_answer(guarded):
    client, _ = guarded
    headers = _token(client)
    assert submit(client, bundle(), **headers).status_code == 200
    assert inquire(client, inquiry(), **headers).status_code == 200


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"grant_type": "authorization_code"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "unsupported_grant_type"),
        ({"client_assertion_type": "urn:other"}, 400, "invalid_request"),
        ({"client_assertion": "nothing"}, 401, "invalid_client"),
        ({"client_assertion": ""}, 401, "invalid_client"),
        ({"client_assertion": "a.b.c"}, 401, "invalid_client"),
        ({"client_assertion": "e30.W10.x"}, 401, "invalid_client"),
        ({"scope": "user/Patient.read"}, 400, "invalid_scope"),
    ],
)
def test_a_wrong_form_of_asking(guarded, form, status, error):
    client, _ = guarded
    reply = _ask(client, **{"assertion": _assertion()} | form)
    assert (reply.status_code, reply.json()["error"]) == (status, error)


@pytest.mark.parametrize(
    "assertion",
    [
        lambda: _assertion(exp=int(time.time()) - 60),
        lambda: _assertion(exp=int(time.time()) + 3600),
        lambda: _assertion(exp=None),
        lambda: _assertion(exp="soon"),
        lambda: _assertion(exp=True),
        lambda: _assertion(nbf=int(time.time()) + 200),
        lambda: _assertion(aud="http://elsewhere/token"),
        lambda: _assertion(aud=None),
        lambda: _assertion(jti=None),
        lambda: _assertion(jti="x" * 201),
        lambda: _assertion(sub="other"),
        lambda: _assertion("stranger"),
        lambda: _assertion("other"),  # signed by harbor's key
        lambda: _assertion()[:-6] + "AAAAAA",
        lambda: "eyJhbGciOiJub25lIn0.eyJpc3MiOiJoYXJib3IifQ.",  # {"alg":"none"}, {"iss":"harbor"}
    ],
)
def test_an_assertion_that_does_not_hold(guarded, assertion):
    client, _ = guarded
    reply = _ask(client, assertion())
    assert (reply.status_code, reply.json()["error"]) == (401, "invalid_client")


def test_an_assertion_counts_once(guarded):
    client, _ = guarded
    assertion = _assertion()
    assert _ask(client, assertion).status_code == 200
    again = _ask(client, assertion)
    assert (again.status_code, again.json()["error"]) == (401, "invalid_client")
    assert "used before" in again.json()["error_description"]


def test_two_servers_on_one_store_take_an_assertion_once(guarded, tmp_path):
    client, desk = guarded
    settings = client.app.state.office.settings
    second = client_on(desk, settings, tmp_path)
    assertion = _assertion()
    assert sorted([_ask(client, assertion).status_code, _ask(second, assertion).status_code]) == [200, 401]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Basic aGFyYm9yOng="},
        {"authorization": "Bearer"},
        {"authorization": "Bearer x.y.z"},
        {"authorization": f"Bearer {_assertion()}"},
    ],
)
def test_without_a_token_of_ours(guarded, headers):
    client, _ = guarded
    for reply in (submit(client, bundle(), **headers), inquire(client, inquiry(), **headers)):
        assert (reply.status_code, issues(reply)) == (401, [("login", "")])
        assert reply.headers["www-authenticate"] == "Bearer"


def test_a_token_that_expired(guarded):
    client, _ = guarded
    headers = _token(client)
    with time_machine.travel(time.time() + 301, tick=False):
        reply = submit(client, bundle(), **headers)
    assert (reply.status_code, issues(reply)) == (401, [("expired", "")])


def test_a_token_of_another_server(guarded, tmp_path):
    client, desk = guarded
    headers = _token(client)
    second = client_on(desk, client.app.state.office.settings, tmp_path)  # with a key of its own
    assert submit(second, bundle(), **headers).status_code == 401


def test_servers_that_share_a_key_take_each_others_tokens(guarded, tmp_path):
    client, desk = guarded
    settings = client.app.state.office.settings.model_copy(update={"signing_key": "own.json"})
    first, second = client_on(desk, settings, tmp_path), client_on(desk, settings, tmp_path)
    assert submit(second, bundle(), **_token(first)).status_code == 200
    assert (tmp_path / "own.json").stat().st_mode & 0o077 == 0


def test_a_client_acts_for_its_own_organizations_only(guarded):
    client, _ = guarded
    headers = _token(client, "other", RSA)
    reply = submit(client, bundle(), **headers)
    assert (reply.status_code, issues(reply)) == (403, [("forbidden", "Bundle.entry[0].resource.provider")])
    assert inquire(client, inquiry(), **headers).status_code == 403


def test_where_tokens_are_given(guarded):
    client, _ = guarded
    for place in ("", "/pas/2.0", "/pas/2.2"):
        body = client.get(f"{place}/.well-known/smart-configuration").json()
        assert body["token_endpoint"] == f"{BASE}/token"
        assert body["token_endpoint_auth_signing_alg_values_supported"] == ["ES384", "RS384"]
    security = client.get("/pas/2.2/metadata").json()["rest"][0]["security"]
    assert security["service"][0]["coding"][0]["code"] == "SMART-on-FHIR"


def test_a_hook_is_called_with_a_jwt_of_the_clients_own(guarded):
    client, _ = guarded
    address = "/cds-services/order-sign-perdiem"
    signed = _assertion(aud=BASE + address, sub=None)

    def ask(token: str) -> int:
        headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
        status: int = client.post(address, content=orjson.dumps(hook()), headers=headers).status_code
        return status

    assert ask(signed) == 200
    assert ask(signed) == 401  # once
    assert ask(_assertion(aud=f"{BASE}/token")) == 401
    assert ask(_assertion(aud=BASE + address, exp=int(time.time()) + 3600)) == 401
    assert ask(_assertion("other", aud=BASE + address)) == 401  # signed by harbor's key
    assert ask("nothing") == 401
    assert ask(_token(client)["authorization"].split()[1]) == 200


def test_an_open_server_gives_no_tokens(client):
    assert client.post("/token", data={}).status_code == 404
    assert client.get("/.well-known/smart-configuration").status_code == 404


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("nothing", "no JWKS"),
        ("{}", "no JWKS"),
        ('{"keys": []}', "no JWKS"),
        ('{"keys": [{"kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQ"}]}', "kind oct"),
        (json.dumps({"keys": [EC.as_dict(private=True)]}), "private key"),
    ],
)
def test_files_of_keys_that_cannot_be_used(tmp_path, text, says):
    path = tmp_path / "keys.json"
    path.write_text(text)
    with pytest.raises(UnreadableFile, match=says):
        client_keys(path)


def test_a_signing_key_that_is_none(tmp_path):
    path = tmp_path / "own.json"
    path.write_text(json.dumps(ECKey.generate_key("P-256").as_dict(private=True)))
    with pytest.raises(UnreadableFile, match="P-384"):
        server_key(path)
