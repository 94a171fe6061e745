"""The host: may rewrite every row and sign whatever it likes, and goes on answering as the site does."""

import base64
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

from aval.accounts.models import Account
from aval.contracts import dossier as dossiers
from aval.kernel.acts import Act
from aval.proofs import checkpoints, tree
from aval.proofs.dossier import SiteEvidence, verify
from aval.proofs.events import After, Part, build_envelope, commitment_of, parse_envelope
from aval.proofs.notes import Signer
from aval.record import evidence, guard, keys, queries
from aval.record.models import Event, Log, Payload
from tests import make

Sql = Callable[..., list[tuple[Any, ...]]]


@dataclass
class Line:
    """One event as the host may rewrite it."""

    kind: str
    at: Any
    actor: Any
    parts: list[tuple[str, str, bytes, bytes]]
    """Name, media class, salt, content."""
    refs: Any
    after: After | None

    def build(self, log: str, seq: int, prev: bytes | None) -> bytes:
        """Return the envelope, for whatever place it has now."""
        parts = [
            Part(name, media, commitment_of(salt, sha256(content).digest()))
            for name, media, salt, content in self.parts
        ]
        refs = {name: min(value, seq - 1) for name, value in self.refs.items()} if seq else {}
        return build_envelope(
            log=log, seq=seq, kind=self.kind, at=self.at, prev=prev, actor=self.actor, parts=parts, refs=refs,
            after=self.after,
        )  # fmt: skip


@dataclass
class Host:
    """The site's operator, with the owner's rights and the signing key."""

    sql: Sql
    contract_id: UUID
    signer: Signer = field(default_factory=keys.signer)

    def lines(self) -> list[Line]:
        """Read the record as it is."""
        found = []
        for row in Event.objects.filter(contract_id=self.contract_id).order_by("seq"):
            said = parse_envelope(bytes(row.envelope))
            held = {one.part: one for one in Payload.objects.filter(contract_id=self.contract_id, seq=row.seq)}
            parts = [(p.name, p.media, bytes(held[p.name].salt), bytes(held[p.name].body or b"")) for p in said.parts]
            found.append(Line(said.kind, said.at, said.actor, parts, dict(said.refs), said.after))
        return found

    def rewrite(self, change: Callable[[list[Line]], list[Line]]) -> None:
        """Put a changed history in the place of the true one: hashes, chain, heads and signatures all fit."""
        lines, log = change(self.lines()), Log.objects.get(id=self.contract_id)
        grown, rows, prev = tree.Frontier(), [], None
        for seq, line in enumerate(lines):
            envelope = line.build(log.origin, seq, prev)
            prev = tree.leaf_hash(envelope)
            grown.append(prev)
            note = checkpoints.sign(self.signer, origin=log.origin, size=seq + 1, root=grown.root())
            rows.append((seq, line, envelope, prev, note, grown.to_bytes()))
        tables = ("record_event", "record_siteleaf")
        for table in tables:
            self.sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        self.sql("DELETE FROM record_event WHERE contract_id = %s", [self.contract_id])
        for seq, line, envelope, leaf, note, frontier in rows:
            parts, medias, salts, bodies = zip(*line.parts, strict=True)
            self.sql(
                "INSERT INTO record_event (contract_id, seq, kind, at, pseudonym, envelope, leaf, note, frontier,"
                " parts, medias, salts, bodies) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::bytea[])",
                [self.contract_id, seq, line.kind, line.at, line.actor.pseudonym, envelope, leaf, note, frontier,
                 list(parts), list(medias), b"".join(salts), list(bodies)],
            )  # fmt: skip
        for table in tables:
            self.sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        guard.forget()

    def dossier(self, reader: Account, folder: Path, **shown: SiteEvidence | None) -> Path:
        """Hand out the dossier, as the site's page does; ``site`` is shown of the site's log instead of the truth."""
        stream = io.BytesIO()
        with patch.object(evidence, "of", **({"return_value": shown["site"]} if shown else {"wraps": evidence.of})):
            dossiers.write_dossier(
                stream, contract_id=self.contract_id, reader=reader, made_at=make.NOON + timedelta(days=40)
            )
        path = folder / "dossier.zip"
        path.write_bytes(stream.getvalue())
        return path


@dataclass
class Party:
    """Somebody who takes part, and keeps what the site gives: receipts, heads, the key's fingerprint, the label key."""

    account: Account
    contract_id: UUID
    vkey: str = ""
    site_key: bytes = b""
    receipts: dict[int, bytes] = field(default_factory=dict)

    def keep(self) -> None:
        """Keep the receipt of the newest event, and what goes with it."""
        seq = Log.objects.get(id=self.contract_id).size - 1
        self.receipts[seq] = queries.receipt(self.contract_id, seq)
        self.vkey = keys.signer().vkey
        opened = queries.events(self.contract_id)[0].event
        self.site_key = base64.b64decode(opened.site_key)  # type: ignore[attr-defined]  # a RecordOpened

    def judge(self, dossier: Path, *, forgetful: bool = False) -> int:
        """Check a dossier with the verifier that comes with it, against what was kept; return its exit code."""
        heads = [] if forgetful else [*self.receipts.values()]
        report = verify.verify_path(dossier, heads=heads, keys=[self.vkey])
        return report.exit_code

    def act(self, **more: Any) -> Act:
        """Do something."""
        return make.act(self.account, **more)
