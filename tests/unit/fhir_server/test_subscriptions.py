"""Notifications to a subscriber that really listens on loopback: handshake, events, and what goes wrong."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import orjson
import pytest

from perdiem.faces.fhir.settings import FhirSettings
from perdiem.model.authorization import Action, Ruling
from perdiem.store.fhir import ATTEMPTS, FhirStore
from tests.unit.fhir_server.served import JSON, actions, client_on, issues, submit
from tests.unit.fhir_server.test_submit import WAITS
from tests.unit.pas.made import bundle

TOPIC = "http://hl7.org/fhir/us/davinci-pas/SubscriptionTopic/PASSubscriptionTopic"
BACKPORT = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/"


class Subscriber:
    """A listener that keeps what it is sent, and answers with `status`."""

    def __init__(self) -> None:
        self.received: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.status = 200
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = orjson.loads(self.rfile.read(int(self.headers["content-length"])))
                outer.received.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(outer.status)
                if outer.status == 302:
                    self.send_header("Location", outer.url + "/elsewhere")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def subscriber() -> Iterator[Subscriber]:
    listening = Subscriber()
    yield listening
    listening.close()


def subscription(endpoint: str, version: str = "2.2", npis: str = "1234567893", **channel: Any) -> dict[str, Any]:
    name, content = ("org-identifier", "full-resource") if version == "2.2" else ("orgIdentifier", "id-only")
    return {
        "resourceType": "Subscription",
        "status": "requested",
        "reason": "Answers to what was pended",
        "criteria": TOPIC,
        "_criteria": {"extension": [{"url": BACKPORT + "backport-filter-criteria", "valueString": f"{name}={npis}"}]},
        "channel": {
            "type": "rest-hook",
            "endpoint": endpoint,
            "payload": "application/fhir+json",
            "_payload": {"extension": [{"url": BACKPORT + "backport-payload-content", "valueCode": content}]},
        }
        | channel,
    }


def _create(client: Any, resource: dict[str, Any], version: str = "2.2") -> Any:
    return client.post(f"/pas/{version}/Subscription", content=orjson.dumps(resource), headers=JSON)


def _number(reply: Any) -> str:
    words: str = reply.json()["entry"][0]["resource"]["disposition"]
    return words.split()[1].rstrip(":")


@pytest.mark.parametrize("version", ["2.0", "2.2"])
def test_a_subscription_is_requested_then_shaken_hands_on_then_active(client, subscriber, version):
    reply = _create(client, subscription(subscriber.url, version, header=["X-Key: abc"]), version)
    assert reply.status_code == 201
    made = reply.json()
    assert (made["resourceType"], made["status"]) == ("Subscription", "requested")
    ((headers, sent),) = subscriber.received
    assert (headers["content-type"], headers["x-key"]) == ("application/fhir+json", "abc")
    assert sent["type"] == "history"
    assert all("request" in entry and "response" in entry for entry in sent["entry"])
    status = sent["entry"][0]
    assert status["request"]["url"].endswith(f"/pas/{version}/Subscription/{made['id']}/$status")
    said = {row["name"]: row for row in status["resource"]["parameter"]}
    assert (said["type"]["valueCode"], said["status"]["valueCode"]) == ("handshake", "requested")
    path = f"/pas/{version}/Subscription/{made['id']}"
    assert reply.headers["location"].endswith(path)
    assert client.get(path).json()["status"] == "active"
    assert client.get(f"{path}/$status").json()["entry"][0]["resource"]["resourceType"] == "Parameters"


def test_when_a_nurse_decides_the_whole_answer_is_sent(client, desk, subscriber):
    _create(client, subscription(subscriber.url))
    number = _number(submit(client, bundle(*WAITS)))
    delivery = client.app.state.delivery
    assert delivery.deliver_all() == 0  # the first answer was told already
    desk.rule(number, [Ruling(1, Action.APPROVE)], "Nurse Ratner")
    assert delivery.deliver_all() == 1
    assert delivery.deliver_all() == 0  # told once
    _, sent = subscriber.received[-1]
    said = {row["name"]: row for row in sent["entry"][0]["resource"]["parameter"]}
    assert said["type"]["valueCode"] == "event-notification"
    event = {part["name"]: part for part in said["notification-event"]["part"]}
    assert event["event-number"]["valueString"] == "1"
    focus = event["focus"]["valueReference"]["reference"]
    (entry,) = [row for row in sent["entry"] if row["fullUrl"] == focus]
    answer = entry["resource"]
    assert (answer["resourceType"], answer["type"]) == ("Bundle", "collection")
    assert {code for code, _ in actions(answer).values()} == {"A1"}
    assert all("request" in row and "response" in row for row in sent["entry"])


def test_2_0_1_names_the_answer_and_sends_none_of_it(client, desk, subscriber):
    _create(client, subscription(subscriber.url, "2.0"), "2.0")
    number = _number(submit(client, bundle(*WAITS), "2.0"))
    desk.rule(number, [Ruling(1, Action.DENY, "Not for this diagnosis.")], "Nurse Ratner")
    assert client.app.state.delivery.deliver_all() == 1
    _, sent = subscriber.received[-1]
    assert [row["resource"]["resourceType"] for row in sent["entry"]] == ["Parameters"]
    event = sent["entry"][0]["resource"]["parameter"][-1]
    assert event["part"][-1]["valueReference"]["reference"].endswith(f"/pas/2.0/ClaimResponse/{number}")
    assert b"Rivera" not in orjson.dumps(sent)


def test_answers_of_other_organizations_are_not_told(client, desk, subscriber):
    _create(client, subscription(subscriber.url, npis="1000000004,1000000012"))
    number = _number(submit(client, bundle(*WAITS)))
    desk.rule(number, [Ruling(1, Action.APPROVE)], "Nurse Ratner")
    assert client.app.state.delivery.deliver_all() == 0


def test_two_servers_send_a_notification_once(client, desk, subscriber):
    _create(client, subscription(subscriber.url))
    number = _number(submit(client, bundle(*WAITS)))
    desk.rule(number, [Ruling(1, Action.APPROVE)], "Nurse Ratner")
    second = client_on(desk)
    assert second.app.state.delivery.deliver_all() + client.app.state.delivery.deliver_all() == 1


def test_a_subscriber_that_does_not_answer_is_tried_again_and_given_up(client, desk, subscriber):
    made = _create(client, subscription(subscriber.url)).json()
    number = _number(submit(client, bundle(*WAITS)))
    desk.rule(number, [Ruling(1, Action.APPROVE)], "Nurse Ratner")
    subscriber.status = 503
    store, now = FhirStore(desk.store.engine), datetime.now(tz=UTC)
    assert client.app.state.delivery.deliver_all() == 0
    assert store.take(now) is None  # not at once
    for attempt in range(2, ATTEMPTS + 1):
        later = now + timedelta(hours=attempt)
        taken = store.take(later)
        assert taken is not None
        assert taken.attempts == attempt
        assert store.failed(taken, "answered 503", later) is (attempt == ATTEMPTS)
    told = client.get(f"/pas/2.2/Subscription/{made['id']}").json()
    assert (told["status"], told["error"]) == ("error", "answered 503")


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_handshake_that_is_not_received(client, subscriber, status):
    subscriber.status = status
    made = _create(client, subscription(subscriber.url)).json()
    told = client.get(f"/pas/2.2/Subscription/{made['id']}").json()
    assert (told["status"], told["error"]) == ("error", f"answered {status}")
    assert len(subscriber.received) == 1  # no redirect was followed


def test_nobody_listens(client):
    made = _create(client, subscription("http://127.0.0.1:9/hook")).json()
    told = client.get(f"/pas/2.2/Subscription/{made['id']}").json()
    assert told["status"] == "error"
    assert told["error"].startswith("not reached")


def test_it_is_changed_and_taken_away(client, subscriber):
    made = _create(client, subscription(subscriber.url)).json()
    path = f"/pas/2.2/Subscription/{made['id']}"
    changed = subscription(subscriber.url, npis="1000000004") | {"id": made["id"]}
    reply = client.put(path, content=orjson.dumps(changed), headers=JSON)
    assert (reply.status_code, reply.json()["status"]) == (200, "requested")
    assert len(subscriber.received) == 2
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404
    assert client.delete(path).status_code == 404
    assert client.put(path, content=orjson.dumps(changed), headers=JSON).status_code == 404


def test_the_versions_do_not_see_each_others(client, subscriber):
    made = _create(client, subscription(subscriber.url)).json()
    assert client.get(f"/pas/2.0/Subscription/{made['id']}").status_code == 404


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"criteria": "Claim?status=active"}, "Subscription.criteria"),
        ({"_criteria": None}, "Subscription.criteria.extension"),
        ({"criteria": None}, "Subscription.criteria"),  # base R4 takes its extension alone
        ({"channel": {"type": "websocket"}}, "Subscription.channel.type"),
        ({"channel": {"endpoint": None}}, "Subscription.channel.endpoint"),
        ({"channel": {"payload": "application/fhir+xml"}}, "Subscription.channel.payload"),
        ({"channel": {"_payload": None}}, "Subscription.channel.payload.extension"),
        ({"channel": {"header": ["Host: elsewhere"]}}, "Subscription.channel.header[0]"),
        ({"channel": {"header": ["no colon"]}}, "Subscription.channel.header[0]"),
        ({"status": "off"}, "Subscription.status"),
        ({"status": "bogus"}, "Subscription.status"),
        ({"bogus": 1}, "Subscription.bogus"),
    ],
)
def test_a_subscription_that_cannot_be_served(client, change, place):
    wrong = subscription("http://127.0.0.1:9/hook")
    for name, value in change.items():
        if name == "channel":
            wrong["channel"] = {k: v for k, v in (wrong["channel"] | value).items() if v is not None}
        elif value is None:
            del wrong[name]
        else:
            wrong[name] = value
    reply = _create(client, wrong)
    assert reply.status_code == 400
    assert place in {where for _, where in issues(reply)}


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://192.0.2.1/hook",
        "http://payor.example/hook",
        "ftp://127.0.0.1/hook",
        "http://user@127.0.0.1:9/hook",
        "file:///etc/passwd",
    ],
)
def test_notifications_go_to_allowed_addresses_only(client, endpoint):
    reply = _create(client, subscription(endpoint))
    assert (reply.status_code, issues(reply)) == (403, [("forbidden", "Subscription.channel.endpoint")])


def test_which_addresses_a_setting_allows():
    settings = FhirSettings.model_validate(
        {"notify": ["https://hooks.example/pas"], "clients": [{"id": "a", "jwks": "a"}]}
    )
    assert settings.may_notify("https://hooks.example/pas")
    assert settings.may_notify("https://hooks.example:443/pas/one")
    for other in (
        "https://hooks.example/pasture",
        "https://hooks.example/pas/../admin",
        "http://hooks.example/pas",
        "https://hooks.example:8443/pas",
        "https://hooks.example.evil/pas",
        "https://evil@hooks.example/pas",
        "http://127.0.0.1/pas",
    ):
        assert not settings.may_notify(other), other


def test_an_endpoint_that_is_no_longer_allowed_is_not_sent_to(client, desk, subscriber):
    _create(client, subscription(subscriber.url))
    number = _number(submit(client, bundle(*WAITS)))
    desk.rule(number, [Ruling(1, Action.APPROVE)], "Nurse Ratner")
    store = FhirStore(desk.store.engine)
    store.note_decisions(datetime.now(tz=UTC))
    (kept,) = [store.get(row.subscription_id) for row in [store.take(datetime.now(tz=UTC))] if row]
    assert kept is not None
    store.put(replace(kept, endpoint="http://192.0.2.1/hook"))
    assert len(subscriber.received) == 1  # the handshake
