"""The audit of conversations, files, reviews and imports: silent on what happened, loud on what was tampered with."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aval.conversation import actions as conversation
from aval.conversation.invariants import INVARIANTS as OF_CONVERSATIONS
from aval.files import storage
from aval.files.invariants import INVARIANTS as OF_FILES
from aval.imports.invariants import INVARIANTS as OF_IMPORTS
from aval.kernel.database import DatabaseUrls
from aval.kernel.invariants import check
from aval.moderation.actions import FilesBeingChecked, record_file_result
from aval.moderation.invariants import INVARIANTS as OF_MODERATION
from aval.moderation.models import FileCheck, HeldPost, HeldRelease
from aval.screening.files import FileVerdict
from tests import make

ALL = (*OF_CONVERSATIONS, *OF_FILES, *OF_IMPORTS, *OF_MODERATION)

FAULTS = (
    (
        "ALTER TABLE moderation_reviewdecision DISABLE TRIGGER USER;"
        " DELETE FROM moderation_reviewdecision WHERE allowed",
        "no text that stays refused was shown while the gate was closed",
    ),
    (
        "ALTER TABLE conversation_message DISABLE TRIGGER USER; UPDATE conversation_message SET text = 'I agree'",
        "every message has its event, and the event has its words",
    ),
    (
        "INSERT INTO conversation_message (contract_id, id, seq, author_id, text, posted_at)"
        " SELECT contract_id, gen_random_uuid(), 99, client_id, 'I agree', now() FROM conversation_thread",
        "every message has its event, and the event has its words",
    ),
    (
        "ALTER TABLE conversation_withdrawal DISABLE TRIGGER USER; DELETE FROM conversation_withdrawal",
        "edits and withdrawals are as many as their events",
    ),
    (
        "ALTER TABLE conversation_gateopening DISABLE TRIGGER USER; DELETE FROM conversation_gateopening",
        "every gate that is open was opened once, in the record",
    ),
    (
        "INSERT INTO conversation_admission (contract_id, account_id, role, admitted_at)"
        " SELECT contract_id, a.id, 'mediator', now() FROM conversation_thread, accounts_account a"
        " WHERE a.display_name LIKE 'Oscar%' LIMIT 1",
        "nobody reads a conversation but its parties and those whom the record admitted",
    ),
    (
        "ALTER TABLE imports_importedentry DISABLE TRIGGER USER; UPDATE imports_importedentry SET text = 'For free'",
        "every imported entry has its event, and the event has its words",
    ),
    (
        "ALTER TABLE imports_attestation DISABLE TRIGGER USER; DELETE FROM imports_attestation",
        "every imported entry is attested by whoever brought it in",
    ),
    (
        "ALTER TABLE moderation_reviewdecision DISABLE TRIGGER USER;"
        " UPDATE moderation_reviewdecision SET deliberate = false",
        "every measure follows a person's decision that the attempt was deliberate",
    ),
    (
        "ALTER TABLE moderation_fileresult DISABLE TRIGGER USER; DELETE FROM moderation_fileresult",
        "no file was shown while the gate was closed before it was looked at and allowed",
    ),
)


def broken() -> set[str]:
    return {offence.invariant.name for offence in check(ALL)}


def a_busy_contract() -> Any:
    thread = make.thread()
    said = make.message(thread)
    make.measure(thread)
    refused = make.refused(thread, "My other number is +57 311 765 4321")
    make.decision(refused, allow=True)
    make.message(thread, refused.text)
    conversation.edit_message(
        make.act(thread.client), contract_id=thread.contract_id, message_id=said.id, text="Good evening"
    )
    conversation.withdraw_message(make.act(thread.client), contract_id=thread.contract_id, message_id=said.id)
    file = make.uploaded(thread.client)
    with pytest.raises(FilesBeingChecked):
        conversation.post_message(
            make.act(thread.client), contract_id=thread.contract_id, text="Look", attachments=[file.id]
        )
    record_file_result(make.act(thread.client), check_id=FileCheck.objects.get().id, verdict=FileVerdict())
    held = HeldPost.objects.get()
    conversation.deliver_held(make.act(thread.client), held_id=held.id, because=HeldRelease.Because.ALLOWED)
    make.open_gate(thread)
    make.admit(thread, make.mediator())
    make.imported(thread)
    make.minutes(thread)
    return thread


@pytest.mark.django_db
def test_what_happened_through_the_actions_holds() -> None:
    a_busy_contract()

    assert broken() == set()


@pytest.mark.committing
def test_each_fault_is_found(committing_db: DatabaseUrls, owner_sql: Callable[..., Any]) -> None:
    a_busy_contract()
    assert broken() == set()

    for fault, found in FAULTS:
        owner_sql(fault)

        assert found in broken(), fault


@pytest.mark.django_db
@pytest.mark.parametrize("harm", ["missing", "changed"])
def test_bytes_that_went_missing_or_changed_are_found(harm: str) -> None:
    path: Path = storage.path_of(make.uploaded(make.client()).sha256)
    path.chmod(0o600)

    if harm == "missing":
        path.unlink()
    else:
        path.write_bytes(b"other bytes")

    assert broken() == {"every kept file has the bytes of its name"}
