import base64
import json
from collections.abc import Callable

import pytest
from cryptography.exceptions import InvalidSignature

from aval.proofs import checkpoints, cosignatures, notes, policy
from aval.proofs.checkpoints import Checkpoint, CheckpointError
from aval.proofs.cosignatures import CosignatureVerifier, Cosigner, Kind
from aval.proofs.dossier import verify as standalone
from aval.proofs.notes import NoteError, Signer, Verifier
from aval.proofs.policy import Policy, PolicyError
from aval.proofs.tests.test_notes import VECTORS

ORIGIN = "record.example.org/site"
SITE = Signer.from_seed(ORIGIN, b"\x07" * 32)
HEAD = checkpoints.sign(SITE, origin=ORIGIN, size=9, root=b"r" * 32)
TEXT = Checkpoint(ORIGIN, 9, b"r" * 32).to_text()
WITNESSES = {name: Cosigner(f"{name}.example/w", Kind.ED25519, name.encode() * 16) for name in ("w1", "w2", "w3")}
AT = 1_790_000_000

both = pytest.mark.parametrize("kind", list(Kind))


@both
def test_a_cosignature_says_who_saw_the_head_and_when(kind: Kind) -> None:
    cosigner = Cosigner("w.example/1", kind, b"s" * 32)

    note = HEAD + cosigner.cosign(TEXT, AT).to_line()

    assert cosignatures.cosigned(note, [cosigner.verifier]) == {cosigner.verifier: AT}
    assert checkpoints.verify(note, origin=ORIGIN, verifiers=[SITE.verifier]).size == 9
    assert CosignatureVerifier.from_vkey(cosigner.verifier.vkey).key_id == cosigner.verifier.key_id


@both
@pytest.mark.parametrize(
    "forge",
    [
        lambda value: value[:7] + bytes([value[7] ^ 1]) + value[8:],
        lambda value: b"\xff" + value[1:],
        lambda value: value[:-1],
        lambda value: value[:-1] + bytes([value[-1] ^ 1]),
        lambda value: value[:9],
    ],
)
def test_a_changed_cosignature_spoils_the_note(kind: Kind, forge: Callable[[bytes], bytes]) -> None:
    cosigner = Cosigner("w.example/1", kind, b"s" * 32)
    made = cosigner.cosign(TEXT, AT)

    note = HEAD + notes.Signature(made.name, made.key_id, forge(made.value)).to_line()

    with pytest.raises(NoteError):
        cosignatures.cosigned(note, [cosigner.verifier])


def test_an_ed25519_cosignature_signs_the_text_of_the_specification() -> None:
    cosigner = WITNESSES["w1"]

    value = cosigner.cosign(TEXT, AT).value

    plain = Verifier("any", cosigner.verifier.public_key)
    assert plain.verifies(b"cosignature/v1\ntime 1790000000\n" + TEXT, value[8:])
    assert int.from_bytes(value[:8]) == AT


def test_an_ml_dsa_cosignature_signs_the_structure_of_the_specification() -> None:
    cosigner = Cosigner(ORIGIN, Kind.ML_DSA_44, b"s" * 32)

    value = cosigner.cosign(TEXT, 0).value

    name = bytes([len(ORIGIN)]) + ORIGIN.encode()
    said = b"subtree/v1\n\0" + name + bytes(8) + name + bytes(8) + (9).to_bytes(8) + b"r" * 32
    cosigner.verifier._key.verify(value[8:], said)
    assert len(value) == 8 + 2420


def test_an_ml_dsa_cosignature_of_another_implementation_signs_what_ours_would() -> None:
    vkey, line = (VECTORS / "torchwood" / "mldsa.txt").read_text().splitlines()
    verifier, blob = CosignatureVerifier.from_vkey(vkey), base64.b64decode(line.rpartition(" ")[2])
    root = base64.b64decode("E7ERCtFloiK1fdb+B6/dLG0pM1nmIR0ETKBSauCjtVw=")

    said = cosignatures.subtree_message(verifier.name, 0, "example.com/log", (8, 13), root)
    other = cosignatures.subtree_message(verifier.name, 0, "example.com/log", (8, 14), root)

    assert (blob[:4], verifier.time_of(blob[4:])) == (verifier.key_id, 0)
    verifier._key.verify(blob[12:], said)
    with pytest.raises(InvalidSignature):
        verifier._key.verify(blob[12:], other)


@pytest.mark.parametrize(("name", "origin"), [("x" * 256, "o"), ("x", "o" * 256), ("x", "")])
def test_names_that_do_not_fit_are_not_signed(name: str, origin: str) -> None:
    with pytest.raises(CheckpointError):
        cosignatures.subtree_message(name, 0, origin, (0, 1), b"r" * 32)


def test_an_ml_dsa_cosignature_of_another_name_or_log_does_not_count() -> None:
    made = Cosigner("w.example/1", Kind.ML_DSA_44, b"s" * 32).cosign(TEXT, AT)
    other = Cosigner("w.example/2", Kind.ML_DSA_44, b"s" * 32).verifier

    assert not other.verifies(TEXT, made.value)
    assert not other.named("w.example/1").verifies(Checkpoint("other.example/site", 9, b"r" * 32).to_text(), made.value)
    assert other.named("w.example/1").verifies(TEXT, made.value)


def test_keys_that_another_implementation_made_are_read() -> None:
    known = CosignatureVerifier.from_vkey("remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2")

    assert (known.kind, known.name) == (Kind.ED25519, "remora.n621.de")


@pytest.mark.parametrize(
    "vkey",
    [
        "a+b",
        "a+00000000+THIS_IS_NOT_BASE64!",
        "a+00000000+AwEB",
        "remora.n621.de+da77ade8+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
        "other+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
        SITE.vkey,
    ],
)
def test_what_is_no_cosigners_key_is_refused(vkey: str) -> None:
    with pytest.raises(NoteError):
        CosignatureVerifier.from_vkey(vkey)


def test_an_ed25519_cosignature_must_say_when_and_what() -> None:
    with pytest.raises(NoteError):
        WITNESSES["w1"].cosign(TEXT, 0)
    with pytest.raises(CheckpointError):
        WITNESSES["w1"].cosign(b"hello\n", AT)


def _policy(rules: str) -> Policy:
    lines = [f"log {SITE.vkey}"] + [f"witness {name} {of.verifier.vkey}" for name, of in WITNESSES.items()]
    return Policy.from_text("\n".join([*lines, rules, ""]).encode())


@pytest.mark.parametrize(
    ("rules", "seen", "enough"),
    [
        ("quorum none", "", True),
        ("quorum w1", "w1", True),
        ("quorum w1", "w2 w3", False),
        ("group g any w1 w2\nquorum g", "w2", True),
        ("group g all w1 w2\nquorum g", "w2 w3", False),
        ("group g 2 w1 w2 w3\nquorum g", "w1 w3", True),
        ("group g 2 w1 w2 w3\nquorum g", "w3", False),
        ("group g any w1 w2\ngroup h all g w3\nquorum h", "w2 w3", True),
        ("group g any w1 w2\ngroup h all g w3\nquorum h", "w1 w2", False),
    ],
)
def test_a_policy_says_who_must_have_seen_a_head(rules: str, seen: str, enough: bool) -> None:  # noqa: FBT001
    note = HEAD + b"".join(WITNESSES[name].cosign(TEXT, AT).to_line() for name in seen.split())

    judged = _policy(rules).judge(note)

    assert judged.is_quorum == enough
    assert judged.witnesses == dict.fromkeys(seen.split(), AT)


def test_a_quorum_under_another_logs_key_is_no_quorum() -> None:
    forged = checkpoints.sign(Signer.from_seed(ORIGIN, b"\x08" * 32), origin=ORIGIN, size=9, root=b"r" * 32)

    with pytest.raises(NoteError):
        _policy("quorum none").judge(forged + WITNESSES["w1"].cosign(TEXT, AT).to_line())


@pytest.mark.parametrize(
    "rules",
    [
        "",
        "quorum",
        "quorum nobody",
        "quorum none\nquorum none",
        "group g 0 w1\nquorum g",
        "group g 3 w1 w2\nquorum g",
        "group g 01 w1\nquorum g",
        "group g any\nquorum g",
        "group g any w1 w1\nquorum g",
        "group g any w1\ngroup h any w1\nquorum h",
        "group g any h\ngroup h any w1\nquorum g",
        "group w1 any w2\nquorum w1",
        "group none any w2\nquorum none",
        "group g any none\nquorum g",
        f"log {SITE.named('other').vkey}\nquorum none",
        f"witness w4 {WITNESSES['w1'].verifier.named('x').vkey}\nquorum none",
        f"witness w4 {SITE.vkey}\nquorum none",
        f"log {WITNESSES['w1'].verifier.vkey}\nquorum none",
        "quorum none\r",
        "witnesses w1\nquorum none",
    ],
)
def test_a_policy_that_is_not_one_is_refused(rules: str) -> None:
    with pytest.raises(PolicyError):
        _policy(rules)


def test_a_policy_may_have_comments_spaces_and_other_tongues() -> None:
    text = f"  # who\n\n\twitness  señal \t{WITNESSES['w1'].verifier.vkey} https://w.example/ \nquorum señal\n"

    read = Policy.from_text(text.encode())

    assert read.witnesses[0].url == "https://w.example/"
    assert read.is_met({"señal"})
    assert not read.is_met(set())
    assert read.quorum != policy.NOBODY


def test_the_shipped_verifiers_agree_on_every_edge_case_of_ed25519() -> None:
    cases = json.loads((VECTORS / "cctv" / "ed25519vectors.json").read_bytes())

    verdicts = []
    for case in cases:
        key, signature, message = bytes.fromhex(case["key"]), bytes.fromhex(case["sig"]), case["msg"].encode()
        verdicts.append(Verifier("x", key).verifies(message, signature))
        assert standalone.ed25519_verify(key, message, signature) == verdicts[-1], case["number"]
        assert not (verdicts[-1] and "low_order_A" in (case["flags"] or ()))

    assert (len(verdicts), sum(verdicts)) == (914, 86)


def test_base64_of_a_key_has_one_spelling() -> None:
    vkey = WITNESSES["w1"].verifier.vkey
    name, key_id, encoded = vkey.split("+", 2)

    with pytest.raises(NoteError):
        CosignatureVerifier.from_vkey(f"{name}+{key_id}+{encoded}\n")
    assert base64.b64decode(encoded)[0] == Kind.ED25519
