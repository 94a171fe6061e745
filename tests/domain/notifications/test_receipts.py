"""The day's receipts by mail: a mailbox that remembers how far each record had grown."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from aval.accounts.models import Account
from aval.contracts.models import Contract
from aval.conversation.models import Thread
from aval.kernel.database import DatabaseUrls
from aval.notifications import actions, jobs, receipts
from aval.notifications.kinds import Group
from aval.proofs.dossier import verify
from tests import make
from tests.cheating.host import Host

CONTRADICTED = 30


def mailed(who: Account) -> list[Any]:
    jobs.mail_receipts(str(who.id))
    return [letter for letter in mail.outbox if letter.to == [who.email]]


def saved(letter: Any, folder: Path) -> Path:
    """Keep the letter's attachment as a person does."""
    (attachment,) = letter.attachments
    path = folder / str(attachment.filename)
    path.write_text(attachment.content)
    return path


@pytest.fixture
def deal(committing_db: DatabaseUrls) -> Contract:
    deal = make.contract()
    make.message(make_thread(deal), "Blue tiles, please")
    return deal


def make_thread(deal: Contract) -> Thread:
    return Thread.objects.select_related("client", "professional").get(contract_id=deal.id)


def test_the_mailed_receipt_holds_against_the_dossier(deal: Contract, tmp_path: Path, owner_sql: Any) -> None:
    (letter,) = mailed(deal.client)
    kept = saved(letter, tmp_path)
    make.message(make_thread(deal), "And white ones", after=timedelta(hours=1))

    dossier = Host(owner_sql, deal.id).dossier(deal.client, tmp_path)

    assert letter.attachments[0].mimetype == receipts.MEDIA
    assert kept.read_bytes().decode().split("\n\n", 1)[1].strip() in letter.body
    assert verify.main([str(dossier), "--head", str(kept)]) == 0


def test_an_old_mail_reveals_that_history_was_rewritten(deal: Contract, tmp_path: Path, owner_sql: Any) -> None:
    (letter,) = mailed(deal.client)
    kept, host = saved(letter, tmp_path), Host(owner_sql, deal.id)

    def other_words(lines: Any) -> Any:
        for line in lines:
            line.parts = [(n, m, s, b"Red tiles" if c == b"Blue tiles, please" else c) for n, m, s, c in line.parts]
        return lines

    host.rewrite(other_words)

    dossier = host.dossier(deal.client, tmp_path)
    assert verify.main([str(dossier)]) == 0
    assert verify.main([str(dossier), "--head", str(kept)]) == CONTRADICTED


def test_a_record_that_did_not_grow_is_not_mailed_again(deal: Contract) -> None:
    assert len(mailed(deal.client)) == 1
    assert len(mailed(deal.client)) == 1

    make.message(make_thread(deal), "One thing more", after=timedelta(hours=1))

    assert len(mailed(deal.client)) == 2


def test_each_party_of_a_record_that_grew_is_told_once(deal: Contract) -> None:
    assert set(receipts.people_to_tell()) == {deal.client_id, deal.professional_id}

    mailed(deal.client)

    assert receipts.people_to_tell() == [deal.professional_id]


def test_whoever_turned_these_letters_down_gets_none(deal: Contract) -> None:
    actions.choose_letters(make.act(deal.client), wanted=set(Group) - {Group.RECORDS})

    assert mailed(deal.client) == []
