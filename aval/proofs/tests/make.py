"""Small logs and dossiers to test with."""

import base64
import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from aval.proofs import canonical, checkpoints, events, intents, ots, receipts, sitelog, tree, vouching
from aval.proofs.cosignatures import Cosigner, Kind
from aval.proofs.dossier import (
    CaseFile,
    Dossier,
    Erased,
    Event,
    HiddenEvent,
    Milestone,
    Opened,
    Party,
    SiteEntry,
    SiteEvidence,
    SiteKeys,
    SiteNamed,
    SiteStamp,
    TimelineRow,
    Withheld,
    verify,
    write_dossier,
)
from aval.proofs.events import Actor, After, Part
from aval.proofs.notes import Signer, sign_note
from aval.proofs.policy import Policy
from aval.proofs.sitelog import HeadEntry, KeysEntry, StampEntry
from aval.proofs.tests.tsa import Tsa
from aval.proofs.vouching import Statement, Vouched

SITE = Signer.from_seed("record.example.org", b"\x07" * 32)
ROOT = Signer.from_seed("root.example.org", b"\x0d" * 32)
ORIGIN = "record.example.org/c/0197a4c2"
START = datetime(2026, 3, 2, 14, 5, tzinfo=UTC)
CLIENT, PROFESSIONAL = Actor("x7Qp", "client", "web"), Actor("k2Lm", "professional", "web")


@dataclass
class Log:
    """A contract's log as the site would keep it."""

    signer: Signer = SITE
    origin: str = ORIGIN
    events: list[Event] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)

    def add(
        self, kind: str, payloads: Sequence[tuple[str, str, Opened]] = (), actor: Actor = CLIENT, **values: Any
    ) -> int:
        """Append an event with parts (name, media class, opening); sign the head; return its position."""
        parts: list[Part] = []
        openings: list[Opened] = []
        for name, media, opening in payloads:
            assert isinstance(opening.payload, bytes)
            # Salts are fixed so that every run tests the same bytes.
            salt = bytes([len(self.leaves) % 251, len(parts)]) * 16
            digest = sha256(opening.payload).digest()
            parts.append(Part(name, media, events.commitment_of(salt, digest)))
            openings.append(replace(opening, part=name, salt=salt))
        seq = len(self.events)
        envelope = events.build_envelope(
            log=self.origin,
            seq=seq,
            kind=kind,
            at=START + timedelta(minutes=7 * seq),
            prev=self.leaves[-1] if seq else None,
            actor=actor,
            parts=parts,
            **values,
        )
        self.events.append(Event(envelope=envelope, openings=openings))
        self.leaves.append(tree.leaf_hash(envelope))
        self.heads.append(self.head(len(self.leaves)))
        return seq

    def head(self, size: int) -> bytes:
        """Return the signed checkpoint at a size."""
        return checkpoints.sign(self.signer, origin=self.origin, size=size, root=tree.Tree(self.leaves).root(size))

    def receipt(self, index: int, size: int | None = None) -> bytes:
        """Return the receipt of an event."""
        proving = tree.Tree(self.leaves)
        size = proving.size if size is None else size
        return receipts.build(index=index, proof=proving.inclusion_proof(index, size), checkpoint=self.head(size))

    def erase(self, seq: int, part: str, ground: str = "gdpr-17-1-a") -> None:
        """Append the erasure of a part, and forget its payload."""
        facts = canonical.encode({"ground": ground, "parts": [{"seq": seq, "part": part}]})
        by = self.add(events.ERASURE_KIND, [facts_part(facts)], refs={"erased": [seq]})
        old = self.events[seq]
        gone = Erased(part=part, by=by, ground=ground)
        self.events[seq] = replace(old, openings=[gone if o.part == part else o for o in old.openings])

    def withhold(self, seq: int, part: str) -> None:
        """Keep a part out of the dossier."""
        old = self.events[seq]
        self.events[seq] = replace(old, openings=[Withheld(part=part) if o.part == part else o for o in old.openings])

    def dossier(self, **changes: Any) -> Dossier:
        """Return the pieces of the log's dossier."""
        pieces = Dossier(
            events=self.events,
            checkpoint=self.head(len(self.leaves)),
            heads=self.heads[1:-1:2],
            site_keys=[self.signer.vkey],
            signer=self.signer,
            case=case(),
            made_at=START + timedelta(days=30),
            software="aval 0.1.0",
        )
        return replace(pieces, **changes)

    def hiding(self, *seqs: int) -> list[Event | HiddenEvent]:
        """Return the events with some of them hidden."""
        return [HiddenEvent(leaf=self.leaves[i]) if i in seqs else event for i, event in enumerate(self.events)]


SIGNING = "Firmo la versión 1 del acuerdo."


class Passkey:
    """An authenticator in software: it signs intents as a browser and a passkey do (WebAuthn), with ES256 or Ed25519."""

    def __init__(self, algorithm: str = intents.ES256, site: str = "example.org") -> None:
        """Make a key, the same for each run."""
        self._key = ec.derive_private_key(0xA7A1, ec.SECP256R1())
        self._other = Ed25519PrivateKey.from_private_bytes(b"\x05" * 32)
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        raw = self._other.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.key = intents.Key(algorithm, point if algorithm == intents.ES256 else raw, site)

    def sign(self, intent: bytes, *, origin: str = "https://example.org", flags: int = 5) -> dict[str, bytes]:
        """Return the assertion over an intent."""
        challenge = base64.urlsafe_b64encode(intents.challenge_of(intent)).rstrip(b"=").decode()
        client = f'{{"type":"webauthn.get","challenge":"{challenge}","origin":"{origin}","crossOrigin":false}}'.encode()
        authenticator = sha256(self.key.site.encode()).digest() + bytes([flags]) + b"\0\0\0\1"
        signed = authenticator + sha256(client).digest()
        if self.key.algorithm == intents.ES256:
            signature = self._key.sign(signed, ec.ECDSA(SHA256(), deterministic_signing=True))
        else:
            signature = self._other.sign(signed)
        return {"authenticator": authenticator, "client": client, "signature": signature}


def signed_story(passkey: Passkey | None = None, flip: str = "", **changes: Any) -> Log:
    """Return a log in which an agreement is signed twice: by the client's passkey, and under a mere sign-in.

    :param flip: the piece of the assertion of which the last byte is changed
    :param changes: what the client signs otherwise than it is
    """
    passkey = passkey or Passkey()
    log = Log()
    log.add("contracts.version-drafted.1", [text_part("Un logotipo por 500 USD")])
    log.add(intents.KEY_KIND, [facts_part(canonical.encode(passkey.key.facts()))])
    log.add("conversation.message-posted.1", [text_part("Firmo ahora")])
    signed: dict[str, Any] = {
        "log": log.origin,
        "kind": "contracts.version-signed.1",
        "about": log.leaves[0],
        "what": events.commitment_of(bytes([3, 0]) * 16, sha256(SIGNING.encode()).digest()),
        "seen_size": 2,
        "seen_root": tree.Tree(log.leaves).root(2),
        "at": START,
        "nonce": b"\x09" * 32,
    }
    intent = intents.build_intent(**signed | changes)
    statement = [(intents.STATEMENT, "text", opened(SIGNING.encode()))]
    proof = passkey.sign(intent)
    if flip:
        proof[flip] = proof[flip][:-1] + bytes([proof[flip][-1] ^ 1])
    log.add("contracts.version-signed.1", statement, intent=intent, proof=proof, refs={"key": 1, "version": 0})
    log.add("contracts.version-signed.1", actor=PROFESSIONAL, refs={"version": 0})
    return log


SITE_ORIGIN = "record.example.org/site"
SITE_KEY = b"\x0b" * 32
WITNESSES = [Cosigner(f"w{number}.example/w", Kind.ED25519, bytes([number]) * 32) for number in (1, 2, 3)]
QUORUM = "group most 2 w1 w2 w3\nquorum most\n"
CALENDAR = "https://calendar.example"


@dataclass
class SiteLog:
    """The log of the site over the heads of its contracts, and what it shows of one of them."""

    signer: Signer = SITE
    key: bytes = SITE_KEY
    entries: list[bytes] = field(default_factory=list)
    heads: list[tuple[int, int]] = field(default_factory=list)
    """Of the contract: position here, and size."""
    stamps: list[tuple[str, str, bytes, int, int]] = field(default_factory=list)
    """Kind, authority, token, position, and the size of the stamped head."""
    named: list[int] = field(default_factory=list)
    stated: SiteKeys | None = None

    @property
    def leaves(self) -> list[bytes]:
        """The leaf hashes of all entries."""
        return [tree.leaf_hash(entry) for entry in self.entries]

    def fill(self, count: int) -> None:
        """Enter heads of other contracts."""
        for _ in range(count):
            number = len(self.entries).to_bytes(32)
            self.entries.append(HeadEntry(sha256(b"l" + number).digest(), sha256(b"h" + number).digest()).to_bytes())

    def enter(self, log: Log) -> None:
        """Enter the log's head as it is."""
        head = checkpoints.parse(log.heads[-1])
        self.heads.append((len(self.entries), head.size))
        self.entries.append(HeadEntry.of(self.key, len(self.heads) - 1, head).to_bytes())

    def head(self, size: int | None = None) -> checkpoints.Checkpoint:
        """Return the head at a size."""
        leaves = self.leaves[:size]
        return checkpoints.Checkpoint(SITE_ORIGIN, len(leaves), tree.Tree(leaves).root())

    def stamp(self, at: datetime, token: bytes = b"") -> After:
        """Have the head stamped, and enter the stamp; return what events name from now on.

        :param token: is entered instead, whatever it is
        """
        return self._keep(verify.RFC3161, "test-time", token or Tsa().stamp(self.head().to_text(), at))

    def anchor(self, *, height: int = 0) -> After:
        """Have the head anchored by a calendar: promised, or done at a height."""
        uri = bytes([len(CALENDAR)]) + CALENDAR.encode()
        promised = bytes.fromhex("0083dfe30d2ef90c8e") + bytes([len(uri)]) + uri
        done = bytes.fromhex("000588960d73d71901") + bytes([1, height])
        token = ots.build(sha256(self.head().to_text()).digest(), done if height else promised)
        return self._keep(verify.OTS if height else verify.OTS_PROMISE, CALENDAR, token)

    def state(self, *keys: Vouched, root: Signer = ROOT, name: str = SITE.name) -> bytes:
        """Have the root say which keys sign, and enter the statement; return it."""
        return self.keep_statement(vouching.sign(Statement(name, 1, keys), root), root)

    def keep_statement(self, note: bytes, root: Signer = ROOT) -> bytes:
        """Enter a key statement, whatever it is; return it."""
        self.stated = SiteKeys(note=note, roots=[root.vkey], position=len(self.entries), path=())
        self.entries.append(KeysEntry.of(note).to_bytes())
        return note

    def _keep(self, kind: str, authority: str, token: bytes) -> After:
        self.stamps.append((kind, authority, token, len(self.entries), len(self.entries)))
        self.entries.append(StampEntry.of(token).to_bytes())
        self.named.append(len(self.entries))
        return After(len(self.entries), self.head().root)

    def note(self, head: checkpoints.Checkpoint | None = None, witnesses: Sequence[Cosigner] = ()) -> bytes:
        """Return the signed head with some cosignatures."""
        text = (head or self.head()).to_text()
        note = sign_note(text, self.signer.named(SITE_ORIGIN))
        at = int(START.timestamp()) + 3600
        return note + b"".join(witness.cosign(text, at).to_line() for witness in witnesses)

    def policy(self, rules: str = QUORUM, witnesses: Sequence[Cosigner] = tuple(WITNESSES)) -> Policy:
        """Return the policy of the site: who signs, who watches, how many have to."""
        lines = [f"log {self.signer.named(SITE_ORIGIN).vkey}"]
        lines += [f"witness w{number} {witness.verifier.vkey}" for number, witness in enumerate(witnesses, 1)]
        return Policy.from_text(("\n".join(lines) + "\n" + rules).encode())

    def evidence(self, log: Log, **changes: Any) -> SiteEvidence:
        """Return all that this log shows of the contract's, as its dossier brings it."""
        here, there = tree.Tree(self.leaves), tree.Tree(log.leaves)
        pieces = SiteEvidence(
            checkpoint=self.note(witnesses=WITNESSES[:2]),
            policy=self.policy(),
            entries=[
                SiteEntry(
                    number=number, position=position, size=size, root=there.root(size),
                    entry=HeadEntry.of(self.key, number, checkpoints.Checkpoint(log.origin, size, there.root(size))),
                    blind=sitelog.blind_of(self.key, number), consistency=there.consistency_proof(size),
                    path=here.inclusion_proof(position),
                )
                for number, (position, size) in enumerate(self.heads)
            ],
            stamps=[
                SiteStamp(
                    kind=kind, authority=authority, token=token, position=position, size=size, root=here.root(size),
                    consistency=here.consistency_proof(size), path=here.inclusion_proof(position),
                )
                for kind, authority, token, position, size in self.stamps
            ],
            named=[
                SiteNamed(size=size, root=here.root(size), consistency=here.consistency_proof(size))
                for size in self.named
            ],
            certificates=Tsa().pem,
            keys=self.stated and replace(self.stated, path=here.inclusion_proof(self.stated.position)),
        )  # fmt: skip
        return replace(pieces, **changes)


def witnessed_story(*, key: bytes = SITE_KEY, late: int = 0, token: bytes = b"") -> tuple[Log, SiteLog]:
    """Return a log that the site's log holds up to its sixth event of seven, with stamps between, and the site's log.

    :param late: by so many minutes the last stamp is later than the events that come after it claim
    :param token: of the last stamp, if it is not an honest one
    """
    log, site = Log(), SiteLog(key=key)
    site.fill(3)
    log.add("record.record-opened.1", [key_part()])
    log.add("conversation.message-posted.1", [text_part("¿Empezamos?")])
    site.enter(log)
    site.fill(2)
    after = site.stamp(START + timedelta(minutes=10))
    log.add("conversation.message-posted.1", [text_part("Sí")], PROFESSIONAL, after=after)
    log.add("conversation.message-posted.1", [text_part("Va")], PROFESSIONAL, after=after)
    site.fill(4)
    site.enter(log)
    site.anchor(height=90)
    after = site.stamp(START + timedelta(minutes=24 + late), token)
    log.add("conversation.message-posted.1", [text_part("Entrego")], PROFESSIONAL, after=after)
    log.add("conversation.message-posted.1", [text_part("Gracias")], after=after)
    site.enter(log)
    site.fill(1)
    site.anchor()
    site.fill(5)
    log.add("contracts.dossier-exported.1", after=after)
    return log, site


def rooted_story(*keys: Vouched, **changes: Any) -> tuple[Log, SiteLog]:
    """Return the witnessed story with what the root says of the keys: of the site's alone, without an end, unless told.

    :param changes: who says it and of which site, if not the root of this one
    """
    log, site = witnessed_story()
    site.state(*(keys or [Vouched(SITE.verifier, 0, None)]), **changes)
    site.fill(2)
    return log, site


def key_part() -> tuple[str, str, Opened]:
    """Return the facts of an event 0, with the contract's key in the site's log."""
    return facts_part(canonical.encode({"site_key": base64.b64encode(SITE_KEY).decode()}))


def opened(payload: bytes, media_type: str = "text/plain; charset=utf-8", name: str = "") -> Opened:
    """Return an opening whose part and salt are filled in later."""
    return Opened(part="", salt=b"", payload=payload, media_type=media_type, name=name)


def text_part(text: str) -> tuple[str, str, Opened]:
    """Return what was said."""
    return "text", "text", opened(text.encode())


def facts_part(facts: bytes) -> tuple[str, str, Opened]:
    """Return structured facts, given as canonical JSON."""
    return events.FACTS, "json", opened(facts, "application/json")


def story() -> Log:
    """Return a small log with words, facts, files and an erasure."""
    log = Log()
    log.add("contracts.contract-opened.1", [facts_part(canonical.encode({"amount_minor": 50_000, "currency": "USD"}))])
    log.add("conversation.message-posted.1", [text_part("¿Empezamos? \U0001f680 <b>mañana</b>\n\tsí")])
    log.add(
        "contracts.delivery-submitted.1",
        [
            ("note", "text", opened("=SUMA(A1) é".encode(), "text/plain", "=nota.txt")),
            ("design", "image", opened(b"\x89PNG\r\n" + bytes(range(256)), "image/png", "diseño final.PNG")),
            ("empty", "file", opened(b"", "application/octet-stream", "vacío.exe")),
        ],
        PROFESSIONAL,
        refs={"agreement": 0},
    )
    log.add("conversation.message-posted.1", [text_part("My phone is 555 0100"), facts_part(b'{"edited":false}')])
    log.add("contracts.delivery-accepted.1", refs={"delivery": 2})
    log.erase(3, "text")
    return log


def case(**changes: Any) -> CaseFile:
    """Return the case in words."""
    words = CaseFile(
        language="es",
        title="Logotipo para <Café Luna>",
        summary="Un logotipo & sus variantes.",
        parties=[Party(role="Cliente", name="Ana Núñez"), Party(role="Profesional", name="João", detail="Diseño")],
        facts=[("Estado", "terminado")],
        milestones=[Milestone(number=1, title="Propuesta", money="500,00 USD", state="liberado", due="10 de marzo")],
        timeline=[
            TimelineRow(at=START, actor="Ana Núñez", sentence="abrió el contrato", seq=0, money="500,00 USD"),
            TimelineRow(
                at=START, actor="Ana Núñez", sentence="escribió", seq=1, quote="<script>alert(1)</script>\n¿sí?"
            ),
            TimelineRow(at=START + timedelta(days=1), actor="João", sentence="entregó", seq=2),
            TimelineRow(at=START + timedelta(days=1), actor="Ana Núñez", sentence="escribió", seq=3),
        ],
    )
    return replace(words, **changes)


def write(dossier: Dossier) -> bytes:
    """Return the bytes of a dossier."""
    stream = io.BytesIO()
    write_dossier(stream, dossier)
    return stream.getvalue()


# ------------------------------------------------------------------------------------------- taking dossiers apart


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the files of a dossier by their names inside it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename.partition("/")[2]: archive.read(info) for info in archive.infolist()}


def pack(files: dict[str, bytes], folder: str = verify.folder_of(ORIGIN)) -> bytes:
    """Return the archive that Aval would write for these files."""
    body, central = bytearray(), bytearray()
    for name in sorted(files):
        path, crc = f"{folder}/{name}".encode(), zlib.crc32(files[name])
        central += verify.central_header(path, crc, len(files[name]), len(body))
        body += verify.local_header(path, crc, len(files[name])) + files[name]
    return bytes(body + central) + verify.end_records(len(files), len(central), len(body))


def list_files(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files with manifests and sums that fit them, as someone would make them who hides a change."""
    files = dict(files)
    payload = {name: data for name, data in files.items() if name.startswith("data/")}
    oxum = f"Payload-Oxum: {sum(map(len, payload.values()))}.{len(payload)}".encode()
    files["bag-info.txt"] = re.sub(rb"Payload-Oxum: \S+", oxum, files["bag-info.txt"])
    files[verify.MANIFEST] = _manifest(payload)
    own = (verify.TAG_MANIFEST, verify.SEAL)
    files[verify.TAG_MANIFEST] = _manifest({n: d for n, d in files.items() if n not in payload and n not in own})
    return files


def seal(files: dict[str, bytes], signer: Signer = SITE) -> dict[str, bytes]:
    """Return the files listed and sealed anew, as only the holder of the key can."""
    files = list_files(files)
    text = verify.seal_text(ORIGIN, files[verify.TAG_MANIFEST])
    return files | {verify.SEAL: sign_note(text, signer.named(ORIGIN))}


def _manifest(files: dict[str, bytes]) -> bytes:
    return "".join(f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()
