"""The store, on SQLite and on a real PostgreSQL: kept once, decided once, history only grows."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa

from perdiem.codes import packaged_code_sets
from perdiem.errors import ChangedMeanwhile, UnreadableFile, UsageError
from perdiem.model.authorization import Action, Attachment, Missing, Related, RequestKind, Ruling
from perdiem.model.authorization_settings import AuthorizationSettings
from perdiem.rules.authorization.decision import Decider
from perdiem.store.authorizations import AuthorizationStore
from perdiem.store.desk import Desk
from perdiem.store.schema import APPEND_ONLY, METADATA
from tests.unit.authorization.requests import MARCH, NOW, agreement_of, item, request

TERMS = """
lines_of_business: [managed_medicaid]
authorization:
  rules: [{for: [drug, per_diem], needed: yes}]
  drug_approval_carries: per_diem
"""
DECIDER = Decider(agreement_of(TERMS), packaged_code_sets())
ASKED = request(item(1, "J1745", quantity=40), item(2, "S9359", quantity=30))
LATER = NOW + timedelta(hours=3)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path):
    return request.getfixturevalue("postgres_url") if request.param == "postgresql" else str(tmp_path / "store.db")


@pytest.fixture
def desk(address):
    with AuthorizationStore(address) as store:
        yield Desk(store, {"test": DECIDER})


def test_a_request_is_kept_once_and_gets_the_same_answer(desk):
    first = desk.submit(ASKED, now=NOW)
    again = desk.submit(replace(ASKED, submitted_at=LATER), now=LATER)
    assert (first.is_new, again.is_new, again.is_same) == (True, False, True)
    assert again.decision == first.decision
    other = desk.submit(replace(ASKED, diagnoses=("K50.90",)), now=LATER)
    assert (other.is_new, other.is_same) == (False, False)
    assert other.decision == first.decision
    assert [event.event for event in desk.store.history(first.decision.number)] == [
        "received",
        "decided",
        "sent again",
        "sent again",
    ]


def test_it_comes_back_as_it_was_kept(desk):
    asked = replace(ASKED, raw=b"{}", attachments=(Attachment("labs.pdf", "application/pdf", b"\x00\xff"),))
    decision = desk.submit(asked, now=NOW).decision
    kept = desk.store.find(decision.number)
    assert kept.request == asked
    assert kept.decision == decision
    assert desk.store.find(asked.identifier).id == kept.id
    assert desk.store.find("nothing") is None


def test_a_person_decides_and_the_history_says_who(desk):
    number = desk.submit(ASKED, now=NOW).decision.number
    assert [kept.decision.number for kept in desk.store.worklist()] == [number]
    kept = desk.rule(number, [Ruling(1, Action.APPROVE)], "nurse", version=1, now=LATER)
    assert [each.action for each in kept.decision.items] == [Action.APPROVE, Action.APPROVE_CARRIED]
    assert (kept.status, kept.version) == ("closed", 2)
    assert desk.store.worklist() == ()
    assert desk.store.history(number)[-1].actor == "nurse"
    assert desk.store.find(kept.decision.items[0].authorization_number).id == kept.id
    with pytest.raises(UsageError, match="nothing of it is pended"):
        desk.rule(number, [Ruling(1, Action.APPROVE)], "nurse")


def test_who_has_not_seen_the_newest_version_changes_nothing(desk):
    number = desk.submit(ASKED, now=NOW).decision.number
    desk.rule(number, [Ruling(2, Action.PEND, missing=(Missing("labs", "Send labs."),))], "one", version=1)
    with pytest.raises(ChangedMeanwhile, match="look at it again"):
        desk.rule(number, [Ruling(1, Action.APPROVE)], "two", version=1)
    assert desk.store.find(number).version == 2


def test_two_who_decide_at_once_make_one_decision(address):
    stores = [AuthorizationStore(address) for _ in range(4)]
    desks = [Desk(store, {"test": DECIDER}) for store in stores]
    number = desks[0].submit(ASKED, now=NOW).decision.number
    gate = Barrier(len(desks))

    def decide(index: int) -> str:
        gate.wait()
        ruling = Ruling(1, Action.APPROVE) if index % 2 else Ruling(1, Action.DENY, "Not at home.")
        try:
            desks[index].rule(number, [ruling], f"person {index}", version=1)
        except (ChangedMeanwhile, UsageError):
            return "too late"
        return "decided"

    with ThreadPoolExecutor(len(desks)) as pool:
        results = list(pool.map(decide, range(len(desks))))
    assert sorted(results) == ["decided", "too late", "too late", "too late"]
    events = [event for event in stores[0].history(number) if event.event == "decided"]
    assert len(events) == 2  # by the contract, and by one person
    for store in stores:
        store.close()


def test_one_request_sent_to_two_servers_at_once_is_kept_once(address):
    stores = [AuthorizationStore(address) for _ in range(4)]
    desks = [Desk(store, {"test": DECIDER}) for store in stores]
    gate = Barrier(len(desks))

    def send(index: int):
        gate.wait()
        return desks[index].submit(ASKED, now=NOW)

    with ThreadPoolExecutor(len(desks)) as pool:
        results = list(pool.map(send, range(len(desks))))
    assert sum(result.is_new for result in results) == 1
    assert len({result.decision.number for result in results}) == 1
    assert len(stores[0].worklist()) == 1
    for store in stores:
        store.close()


def test_an_update_takes_the_place_of_the_earlier_request_and_only_one_can(desk):
    first = desk.submit(ASKED, now=NOW).decision
    update = request(
        ASKED.items[0],
        replace(ASKED.items[1], is_cancelled=True),
        number="REQ2",
        kind=RequestKind.UPDATE,
        related=Related(ASKED.identifier),
    )
    decision = desk.submit(update, now=LATER).decision
    assert [each.action for each in decision.items] == [Action.PEND, Action.CANCEL]
    assert desk.store.find(first.number).replaced_by == decision.number
    assert [kept.decision.number for kept in desk.store.worklist()] == [decision.number]
    second = replace(update, identifier=replace(update.identifier, value="REQ3"))
    assert [error.code for error in desk.submit(second, now=LATER).decision.errors] == ["related_unknown"]


def test_a_cancelled_request_no_longer_counts(desk):
    number = desk.submit(ASKED, now=NOW).decision.number
    desk.rule(number, [Ruling(1, Action.APPROVE)], "nurse")
    assert {found.status for found in desk.store.on_file("M1")} == {"approved"}
    cancel = request(number="REQ2", kind=RequestKind.CANCEL, related=Related(ASKED.identifier))
    assert [each.action for each in desk.submit(cancel, now=LATER).decision.items] == [Action.CANCEL, Action.CANCEL]
    assert {found.status for found in desk.store.on_file("M1")} == {"cancelled"}
    again = replace(ASKED, identifier=replace(ASKED.identifier, value="REQ3"))
    assert [each.action for each in desk.submit(again, now=LATER).decision.items] == [Action.PEND, Action.PEND]


@pytest.mark.parametrize(
    ("ruling", "action"), [(Ruling(1, Action.APPROVE), Action.APPROVE), (Ruling(1, Action.DENY, "No."), Action.DENY)]
)
def test_the_same_question_under_two_requests_gets_one_answer(desk, ruling, action):
    number = desk.submit(replace(ASKED, items=ASKED.items[:1]), now=NOW).decision.number
    twin = request(ASKED.items[0], number="REQ2")
    waiting = desk.submit(twin, now=NOW).decision
    assert waiting.items[0].reason.code == "already_pended"
    desk.rule(number, [ruling], "nurse", now=LATER)
    assert desk.store.find(waiting.number).decision.items[0].action is action


def test_a_missing_document_that_comes_lets_the_request_go_on(address):
    settings = AuthorizationSettings.model_validate(
        {
            "documents": [{"for": "J1745", "code": "order", "asks": "Send the signed order."}],
            "auto_approve": [{"for": "J1745"}],
        }
    )
    with AuthorizationStore(address) as store:
        desk = Desk(store, {"test": Decider(agreement_of(TERMS), packaged_code_sets(), settings)})
        number = desk.submit(ASKED, now=NOW).decision.number
        assert store.find(number).decision.items[0].missing[0].code == "order"
        kept = desk.attach(number, [Attachment("order.pdf", "application/pdf", b"%PDF", answers="order")], "provider")
        assert [each.action for each in kept.decision.items] == [Action.APPROVE, Action.APPROVE_CARRIED]
        assert [each.title for each in store.attachments(number)] == ["order.pdf"]


def test_documents_that_come_at_once_are_all_kept(address):
    stores = [AuthorizationStore(address) for _ in range(3)]
    desks = [Desk(store, {"test": DECIDER}) for store in stores]
    number = desks[0].submit(ASKED, now=NOW).decision.number
    gate = Barrier(len(desks))

    def attach(index: int) -> None:
        gate.wait()
        with contextlib.suppress(ChangedMeanwhile):  # the document is kept all the same
            desks[index].attach(number, [Attachment(f"{index}.txt", "text/plain", b"x")], "provider")

    with ThreadPoolExecutor(len(desks)) as pool:
        list(pool.map(attach, range(len(desks))))
    assert sorted(each.title for each in stores[0].attachments(number)) == ["0.txt", "1.txt", "2.txt"]
    for store in stores:
        store.close()


def test_a_request_in_error_is_not_kept_and_may_be_sent_corrected(desk):
    wrong = replace(ASKED, items=(ASKED.items[0], ASKED.items[0]))
    assert desk.submit(wrong, now=NOW).decision.errors[0].code == "sequence_repeated"
    assert desk.submit(ASKED, now=NOW).is_new


def test_what_is_decided_cannot_be_changed_or_deleted_in_the_database(desk):
    asked = replace(ASKED, attachments=(Attachment("a", "text/plain", b"a"),))
    desk.submit(asked, now=NOW)
    for table in APPEND_ONLY:
        for change in (table.update().values(request_id=None), table.delete()):
            with desk.store.engine.connect() as connection, pytest.raises(sa.exc.DBAPIError, match="only added to"):
                connection.execute(change)


def test_what_is_due_first_stands_first_and_what_has_no_clock_last(address):
    commercial = Decider(agreement_of(TERMS.replace("managed_medicaid", "commercial")), packaged_code_sets())
    with AuthorizationStore(address) as store:
        desk = Desk(store, {"test": DECIDER})
        Desk(store, {"test": commercial}).submit(request(ASKED.items[0], number="NONE", member_id="M9"), now=NOW)
        desk.submit(request(ASKED.items[1], number="WEEK", member_id="M2"), now=NOW)
        desk.submit(request(ASKED.items[0], number="DAY", member_id="M3"), now=NOW)
        assert [kept.request.identifier.value for kept in store.worklist()] == ["DAY", "WEEK", "NONE"]
        soon = store.worklist(due_before=NOW + timedelta(days=2))
        assert [kept.request.identifier.value for kept in soon] == ["DAY"]


def test_the_migrations_make_exactly_the_tables_that_the_program_asks(desk):
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    with desk.store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": "perdiem_store_version"})
        assert compare_metadata(context, METADATA) == []


def test_servers_that_start_at_once_make_the_tables_once(address):
    with ThreadPoolExecutor(4) as pool:
        for store in pool.map(lambda _: AuthorizationStore(address), range(4)):
            assert store.worklist() == ()
            store.close()


def test_a_store_of_a_newer_version_is_left_alone(address):
    with AuthorizationStore(address) as store, store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE perdiem_store_version SET version_num = '9999'"))
    with pytest.raises(UnreadableFile, match="newer Perdiem"):
        AuthorizationStore(address)


def test_a_file_that_is_no_database_and_an_unknown_scheme_are_refused(tmp_path: Path):
    (tmp_path / "notes.txt").write_text("not a database, but long enough to be looked at as one" * 30)
    with pytest.raises(UnreadableFile, match="cannot be used as a store"):
        AuthorizationStore(str(tmp_path / "notes.txt"))
    with pytest.raises(UsageError, match="SQLite file or a postgresql"):
        AuthorizationStore("mysql://here/there")
    with pytest.raises(UnreadableFile, match="no such store"):
        AuthorizationStore(str(tmp_path / "none.db"), create=False)
    with pytest.raises(UnreadableFile, match="cannot be used"):
        AuthorizationStore(str(tmp_path / "no" / "folder" / "none.db"))


def test_days_and_quantities_come_back_exactly(desk):
    desk.submit(ASKED, now=NOW)
    found = desk.store.on_file("M1")[0]
    assert (found.first_day, found.last_day, found.quantity) == (*MARCH, ASKED.items[0].quantity)
