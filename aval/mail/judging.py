"""From a mail and its envelope to what arrives in a record: who shows that they sent it, and what it says."""

import hashlib
from datetime import datetime
from email import policy
from email.parser import BytesHeaderParser
from io import BytesIO

from django.conf import settings

from aval.channels import Entry, ExportRefused, Flag, open_export
from aval.channels.mail.answers import FAILED, Ask
from aval.channels.mail.authenticity import PARTLY, SENT, SIGNED, VOUCHED, Verdict, verify
from aval.imports import replies
from aval.imports.arrivals import EMAIL, EML, Arrived
from aval.imports.models import Arrival
from aval.mail.envelope import Envelope

PROOFS = {
    SIGNED: Arrival.Proof.SIGNED,
    PARTLY: Arrival.Proof.BRIDGED,
    VOUCHED: Arrival.Proof.BRIDGED,
    SENT: Arrival.Proof.BRIDGED,
}
BROKEN = {"fail", "permerror"}


class TryAgain(Exception):
    """DNS did not answer, and without it nothing can be said of this mail's origin."""


def judge(raw: bytes, envelope: Envelope, *, ask: Ask, at: datetime) -> Arrived:
    """Return what a mail says, and what shows where it comes from.

    :raises TryAgain: if DNS failed to answer and nothing else shows its origin
    """
    verdict = verify(
        raw,
        ask=ask,
        at=at,
        ip=envelope.ip,
        mail_from=envelope.mail_from,
        helo=envelope.helo,
        trusted_sealers=settings.TRUSTED_SEALERS,
    )
    proof = PROOFS.get(verdict.grade, Arrival.Proof.NONE)
    if proof == Arrival.Proof.NONE and any(answer[0] == FAILED for answer in verdict.answers.values()):
        raise TryAgain
    headers = BytesHeaderParser(policy=policy.compat32).parsebytes(raw)
    entry = _entry(raw)
    said = replies.trim(entry.text if entry else "")
    return Arrived(
        source=EMAIL,
        provider_id=f"{_id(raw, _one(headers['Message-ID']))}.{proof}",
        sender=verdict.from_address or _one(headers["From"]) or envelope.mail_from or "?",
        name=(entry.label or "") if entry else "",
        raw=raw,
        proof=proof,
        at=min(entry.at, at) if entry and entry.at else at,
        subject=entry.extra.get("subject", "") if entry else "",
        text=said.new,
        quoted=said.quoted,
        answers=(entry.reply_to or "") if entry else "",
        evidence={
            "verdict": verdict.as_dict(),
            "envelope": {"ip": envelope.ip, "helo": envelope.helo, "mail_from": envelope.mail_from},
            "results": verdict.header(settings.INBOUND_DOMAIN),
        },
        flags=tuple(_doubts(verdict, _one(headers["Auto-Submitted"]))),
    )


def _entry(raw: bytes) -> Entry | None:
    """Return the mail as our reader has it; a mail that it can't read is kept with its bytes alone."""
    try:
        with open_export(BytesIO(raw), EML) as export:
            return next(iter(export), None)
    except ExportRefused:
        return None


def _doubts(verdict: Verdict, automatic: str) -> list[Flag]:
    found = []
    if verdict.grade == PARTLY:
        found.append(Flag("mail-partly-signed"))
    elif verdict.grade == VOUCHED:
        found.append(Flag("mail-forwarded"))
    elif verdict.reason in {"several-senders", "no-sender"}:
        found.append(Flag("mail-several-authors"))
    elif verdict.grade not in PROOFS:
        found.append(Flag(_unproven(verdict)))
    if automatic and automatic.lower() != "no":
        found.append(Flag("mail-automatic"))
    return found


def _unproven(verdict: Verdict) -> str:
    if verdict.dmarc == "fail" and verdict.policy.action in {"reject", "quarantine"}:
        return "mail-rejected"
    return "mail-forged" if any(one.result in BROKEN for one in verdict.signatures) else "mail-unsigned"


def _id(raw: bytes, message_id: str) -> str:
    """Return the sender's id with a hash of what is said: another mail under the same id is another mail.

    What it proves belongs to it too: a copy that anybody could have sent first must not keep the signed one out.
    """
    headers, _gap, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    kept = [line for line in headers.split(b"\n") if line.lower().startswith((b"from:", b"date:", b"subject:"))]
    digest = hashlib.blake2b(b"\n".join([*kept, body]), digest_size=12).hexdigest()
    return f"{message_id[:300]}#{digest}"


def _one(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())
