"""The day's receipts: each party's mailbox keeps how far each of their records had grown, out of the site's reach.

Once a day whoever is a party of a record that grew gets one letter. For each such record it holds the newest receipt, a
C2SP tlog-proof: attached as a file that ``aval verify --head`` takes, and its signed head in the text, so that it also
survives where attachments are dropped. A mail that its provider signed and kept is a witness that costs nothing.
"""

from dataclasses import dataclass
from uuid import UUID, uuid5

from django.core.mail import EmailMultiAlternatives
from django.db import connection

from aval.accounts import letters
from aval.accounts.models import Account
from aval.conversation.models import Thread
from aval.kernel.clock import now
from aval.kernel.transactions import unit
from aval.notifications import actions, queries
from aval.notifications.kinds import Group
from aval.notifications.models import MailedHead
from aval.proofs import receipts
from aval.record import queries as record

RECORDS_MAX = 100
"""How many records one letter tells of; the others come the day after."""
MEDIA = "text/plain"


@dataclass(frozen=True, slots=True)
class Grown:
    """A record that grew since its receipt was last mailed, with its newest receipt."""

    contract_id: UUID
    subject: str
    name: str
    size: int
    receipt: bytes

    @property
    def head(self) -> str:
        """The signed head in the receipt."""
        return receipts.parse(self.receipt).checkpoint.decode().strip()

    @property
    def file_name(self) -> str:
        """What the attachment is called."""
        return f"receipt-{self.contract_id}-{self.size - 1}.tlog-proof"


def people_to_tell() -> list[UUID]:
    """Return the parties of records that grew since their receipt was last mailed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT a.account_id FROM record_logactor a JOIN record_log l ON l.id = a.contract_id"
            " LEFT JOIN notifications_mailedhead h ON h.account_id = a.account_id AND h.contract_id = l.id"
            " WHERE a.role IN ('client', 'professional') AND l.size > coalesce(h.size, 0)"
        )
        return [account_id for (account_id,) in cursor.fetchall()]


def send(account_id: UUID) -> None:
    """Send a person the receipts of their records that grew, unless they turned these letters down.

    Sent first and noted after: should the note be lost, the same letter goes out again under the same Message-ID.
    """
    account = Account.objects.get(id=account_id)
    grown = grown_for(account.id)
    if not grown or not account.is_active or Group.RECORDS in queries.refused_groups(account.id):
        return
    _letter(account, grown).send()
    with unit():
        for one in grown:
            MailedHead.objects.update_or_create(
                account_id=account.id, contract_id=one.contract_id, defaults={"size": one.size, "mailed_at": now()}
            )


def grown_for(account_id: UUID) -> list[Grown]:
    """Return a party's records that grew since the last letter, with the newest receipt of each."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.id FROM record_logactor a JOIN record_log l ON l.id = a.contract_id"
            " LEFT JOIN notifications_mailedhead h ON h.account_id = a.account_id AND h.contract_id = l.id"
            " WHERE a.account_id = %s AND a.role IN ('client', 'professional') AND l.size > coalesce(h.size, 0)"
            " ORDER BY l.id LIMIT %s",
            [account_id, RECORDS_MAX],
        )
        ids = [contract_id for (contract_id,) in cursor.fetchall()]
    subjects = dict(Thread.objects.filter(contract_id__in=ids).values_list("contract_id", "subject"))
    return [_grown(contract_id, subjects.get(contract_id, "")) for contract_id in ids]


def _grown(contract_id: UUID, subject: str) -> Grown:
    size = record.checkpoint_size(record.head(contract_id))
    receipt = record.receipt(contract_id, size - 1)
    # Between the two the record may have grown; the receipt's own head is what counts.
    return Grown(contract_id, subject, record.fingerprint(contract_id), size, receipt)


def _letter(account: Account, grown: list[Grown]) -> EmailMultiAlternatives:
    reader = letters.Reader(account.email, account.language, account.time_zone)
    letter = letters.write(
        reader,
        "notifications/receipts",
        {"account": account, "grown": grown, "group": Group.RECORDS.label},
        unsubscribe_path=actions.unsubscribe_path(account.id, Group.RECORDS),
        message_id=str(uuid5(account.id, " ".join(f"{one.contract_id}:{one.size}" for one in grown))),
    )
    for one in grown:
        letter.attach(one.file_name, one.receipt.decode(), MEDIA)
    return letter
