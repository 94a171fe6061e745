import base64
import json
import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from aval.proofs import checkpoints, notes, receipts, tree
from aval.proofs.checkpoints import Checkpoint, CheckpointError
from aval.proofs.notes import NoteError, Signer, Verifier
from aval.proofs.receipts import ReceiptError
from aval.proofs.tree import Frontier, ProofError, Tree

VECTORS = Path(__file__).parent / "vectors"
TESSERA = VECTORS / "tessera"
TESSERA_VKEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
ORIGIN = "record.example.org/c/1"
SITE = Signer.from_seed("record.example.org", b"\x07" * 32)

# The example of C2SP signed-note, and its key as the text there gives it.
POEM = (
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
    "— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
).encode()


@pytest.mark.parametrize("size", range(16))
def test_the_checkpoints_of_a_whole_tile_log_are_signed_and_fit_its_entries(size: int) -> None:
    note = (TESSERA / f"checkpoint.{size}").read_bytes()

    checkpoint = checkpoints.verify(
        note, origin="example.com/log/testdata", verifiers=[Verifier.from_vkey(TESSERA_VKEY)]
    )

    frontier = Frontier()
    for entry in _entries(size):
        frontier.append(tree.leaf_hash(entry))
    assert (checkpoint.size, checkpoint.root) == (size, frontier.root())


def _entries(size: int) -> list[bytes]:
    if size == 0:
        return []
    bundle = (TESSERA / "tile" / "entries" / "000.p" / str(size)).read_bytes()
    found = []
    while bundle:
        length = int.from_bytes(bundle[:2])
        found.append(bundle[2 : 2 + length])
        bundle = bundle[2 + length :]
    return found


def test_a_real_checkpoint_of_the_go_checksum_database_verifies() -> None:
    transcript = (VECTORS / "sumdb" / "sumdb.txt").read_text()
    vkey = re.search(r"-key (sum\.golang\.org\S+)", transcript)
    note = re.search(r"(go\.sum database tree\n\d+\n\S+\n\n— sum\S+ \S+\n)", transcript)
    assert vkey
    assert note

    parsed, signed = notes.open_note(note[1].encode(), [Verifier.from_vkey(vkey[1])])

    assert [verifier.name for verifier in signed] == ["sum.golang.org"]
    assert Checkpoint.from_text(parsed.text).size == 35225469


def _wycheproof() -> list[tuple[str, bytes, bytes, bytes, bool]]:
    groups = json.loads((VECTORS / "wycheproof" / "ed25519_test.json").read_bytes())["testGroups"]
    return [
        (
            f"{case['tcId']} {case['comment']}",
            bytes.fromhex(group["publicKey"]["pk"]),
            bytes.fromhex(case["msg"]),
            bytes.fromhex(case["sig"]),
            case["result"] == "valid",
        )
        for group in groups
        for case in group["tests"]
    ]


def test_ed25519_is_judged_as_the_outside_vectors_say() -> None:
    cases = _wycheproof()

    judged = [Verifier("x", key).verifies(message, signature) for _, key, message, signature, _ in cases]

    assert len(cases) == 151
    assert judged == [valid for *_, valid in cases]


def test_a_note_whose_text_has_empty_lines_is_split_at_the_last_one() -> None:
    parsed = notes.parse_note(POEM)

    assert parsed.text.endswith("\n\ned è subito sera.\n".encode())
    assert [signature.name for signature in parsed.signatures] == ["quasimodo.example/salvatore"]


def test_what_a_key_signs_it_verifies_and_the_vkey_brings_it_back() -> None:
    note = notes.sign_note(b"hello\n", SITE)

    _, signed = notes.open_note(note, [Verifier.from_vkey(SITE.vkey)])

    assert signed[0].vkey == SITE.vkey
    assert Signer.from_seed(SITE.name, SITE.seed).vkey == SITE.vkey


def test_anything_that_signs_as_ed25519_may_be_a_signers_key_and_keeps_its_seed() -> None:
    class Elsewhere:
        def sign(self, data: bytes, /) -> bytes:
            return Ed25519PrivateKey.from_private_bytes(SITE.seed).sign(data)

    signer = Signer(Elsewhere(), SITE.verifier)

    assert notes.sign_note(b"hello\n", signer.named("x")) == notes.sign_note(b"hello\n", SITE.named("x"))
    with pytest.raises(NoteError, match="not made from a seed"):
        _ = signer.seed


def test_signatures_by_unknown_keys_are_ignored() -> None:
    stranger = Signer.generate("stranger.example")
    namesake = Signer.generate(SITE.name)
    note = notes.sign_note(b"hello\n", stranger, namesake, SITE)

    _, signed = notes.open_note(note, [SITE.verifier])

    assert list(signed) == [SITE.verifier]


def test_a_note_that_no_known_key_signed_is_refused() -> None:
    note = notes.sign_note(b"hello\n", Signer.generate("stranger.example"))

    with pytest.raises(NoteError, match="no known key"):
        notes.open_note(note, [SITE.verifier])


def test_one_bad_signature_by_a_known_key_spoils_the_note() -> None:
    other = Signer.generate("other.example")
    forged = notes.Signature(other.name, other.verifier.key_id, b"\0" * 64)
    note = notes.sign_note(b"hello\n", SITE) + forged.to_line()

    with pytest.raises(NoteError, match=r"other\.example"):
        notes.open_note(note, [SITE.verifier, other.verifier])


@given(st.data())
def test_no_changed_byte_leaves_a_note_signed(data: st.DataObject) -> None:
    note = bytearray(checkpoints.sign(SITE, origin=ORIGIN, size=3, root=b"r" * 32))
    place = data.draw(st.integers(0, len(note) - 1))
    note[place] ^= data.draw(st.integers(1, 255))

    with pytest.raises((NoteError, CheckpointError)):
        checkpoints.verify(bytes(note), origin=ORIGIN, verifiers=[SITE.verifier])


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"hello\n",
        b"hello\n\n",
        b"hello\n\n\n",
        b"hello\n\nnot a signature\n",
        b"hello\r\n\n" + b"\xe2\x80\x94 a AAAAAAAA\n",
        b"he\tllo\n\n" + b"\xe2\x80\x94 a AAAAAAAA\n",
        b"h\xff\n\n" + b"\xe2\x80\x94 a AAAAAAAA\n",
        b"hello\n\n" + b"\xe2\x80\x94 a AAAAAAAA",
        b"hello\n\n" + b"\xe2\x80\x94 a AAAA\n",
        b"hello\n\n" + b"\xe2\x80\x94 a AAAAAAA=\nx\n",
        b"hello\n\n" + b"\xe2\x80\x94 a+b AAAAAAAA\n",
        b"hello\n\n" + b"\xe2\x80\x94  AAAAAAAA\n",
        b"hello\n\n" + b"\xe2\x80\x94 a AAAAAAB=\n",
        b"hello\n\n" + b"\xe2\x80\x94 a AAAAAAAA\n" * 65,
    ],
)
def test_malformed_notes_are_refused(note: bytes) -> None:
    with pytest.raises(NoteError):
        notes.parse_note(note)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "name",
        "name+00000000",
        TESSERA_VKEY.replace("33d7b496", "33d7b497"),
        TESSERA_VKEY.replace("33d7b496", "33D7B496"),
        TESSERA_VKEY[:-1],
        TESSERA_VKEY.replace("+AeH", "+BOH"),
        TESSERA_VKEY.replace("example.com", "example com"),
        "+".join(["a", "b", base64.b64encode(b"\x01" + b"k" * 31).decode()]),
    ],
)
def test_malformed_verifier_keys_are_refused(vkey: str) -> None:
    with pytest.raises(NoteError):
        Verifier.from_vkey(vkey)


def test_the_fingerprint_is_the_keys_whatever_its_name() -> None:
    assert SITE.verifier.fingerprint == SITE.verifier.named(ORIGIN).fingerprint
    assert re.fullmatch(r"([0-9a-f]{4} ){15}[0-9a-f]{4}", SITE.verifier.fingerprint)


@pytest.mark.parametrize(
    "text",
    [
        b"a\n1\n",
        b"a\n1\n" + base64.b64encode(b"r" * 31) + b"\n",
        b"a\n01\n" + base64.b64encode(b"r" * 32) + b"\n",
        b"a\n-1\n" + base64.b64encode(b"r" * 32) + b"\n",
        b"\n1\n" + base64.b64encode(b"r" * 32) + b"\n",
        b"a\n1\n" + base64.b64encode(b"r" * 32) + b"\n\nx\n",
        b"a\n1\n" + base64.b64encode(b"r" * 32),
        b"a\n1\n" + base64.b64encode(b"r" * 32)[:-2] + b"J=\n",
    ],
)
def test_texts_that_are_no_checkpoint_are_refused(text: bytes) -> None:
    with pytest.raises(CheckpointError):
        Checkpoint.from_text(text)


def test_a_checkpoint_of_another_log_is_refused() -> None:
    note = notes.sign_note(Checkpoint("record.example.org/c/2", 1, b"r" * 32).to_text(), SITE.named(ORIGIN))

    with pytest.raises(CheckpointError, match="c/2"):
        checkpoints.verify(note, origin=ORIGIN, verifiers=[SITE.verifier])


@given(st.integers(1, 60), st.data())
def test_a_receipt_shows_its_event_and_no_other(size: int, data: st.DataObject) -> None:
    leaves = [tree.leaf_hash(b"%d" % i) for i in range(size)]
    proving = Tree(leaves)
    index = data.draw(st.integers(0, size - 1))
    checkpoint = checkpoints.sign(SITE, origin=ORIGIN, size=size, root=proving.root())
    receipt = receipts.build(index=index, proof=proving.inclusion_proof(index), checkpoint=checkpoint)

    head = receipts.verify(receipt, leaf=leaves[index], origin=ORIGIN, verifiers=[SITE.verifier])

    assert head == Checkpoint(ORIGIN, size, proving.root())
    assert receipts.parse(receipt).to_bytes() == receipt
    with pytest.raises(ProofError):
        receipts.verify(receipt, leaf=tree.leaf_hash(b"x"), origin=ORIGIN, verifiers=[SITE.verifier])
    with pytest.raises(NoteError):
        receipts.verify(receipt, leaf=leaves[index], origin=ORIGIN, verifiers=[Signer.generate("x").verifier])


# The cases of transparency-dev/formats, proof/tlog_proof_test.go (Apache-2.0), in our own words.
@pytest.mark.parametrize(
    "receipt",
    [
        b"wrong-header\nindex 0\n\ncheckpoint\n",
        b"c2sp.org/tlog-proof@v1\nextra !!notbase64!!\nindex 0\n\ncheckpoint\n",
        b"c2sp.org/tlog-proof@v1\n\n\ncheckpoint\n",
        b"c2sp.org/tlog-proof@v1\nindex notanumber\n\ncheckpoint\n",
        b"c2sp.org/tlog-proof@v1\nindex -5\n\ncheckpoint\n",
        b"c2sp.org/tlog-proof@v1\nindex 01\n\ncheckpoint\n",
        b"c2sp.org/tlog-proof@v1\nindex 0\n!!notbase64!!\n\ncheckpoint\n",
        b"c2sp.org/tlog-proof@v1\nindex 0\n" + base64.b64encode(bytes(64)) + b"\n\ncheckpoint\n",
        b"c2sp.org/tlog-proof@v1\nindex 0\n" + b"a" * 65536 + b"\n",
        b"c2sp.org/tlog-proof@v1",
    ],
)
def test_malformed_receipts_are_refused(receipt: bytes) -> None:
    with pytest.raises(ReceiptError):
        receipts.parse(receipt)


def test_extra_data_of_a_receipt_is_carried_along() -> None:
    receipt = receipts.Receipt(10, (b"h" * 32,), b"checkpoint data\n", b"extra information")

    assert receipts.parse(receipt.to_bytes()) == receipt
