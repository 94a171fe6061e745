from dataclasses import replace

import pytest

from aval.proofs import vouching
from aval.proofs.cosignatures import Cosigner, Kind
from aval.proofs.notes import NoteError, Signer
from aval.proofs.vouching import Standing, Statement, StatementError, Vouched

NAME = "record.example.org"
ROOT = Signer.from_seed("root.example.org", b"\x01" * 32)
OLD, NEW, STRANGE = (Signer.from_seed(NAME, bytes([n]) * 32).verifier for n in (2, 3, 4))
QUANTUM = Cosigner(NAME, Kind.ML_DSA_44, b"\x05" * 32).verifier
SAID = Statement(NAME, 2, (Vouched(OLD, 1, 500), Vouched(NEW, 400, None), Vouched(QUANTUM, 1, None)))


def test_a_statement_comes_back_from_the_note_that_the_root_signed() -> None:
    read = vouching.verify(vouching.sign(SAID, ROOT), [ROOT.verifier])

    assert read.to_text() == SAID.to_text()
    assert read.to_text().decode().split("\n")[:4] == ["Aval keys v1", NAME, "2", f"key {OLD.vkey} 1 500"]


def test_another_roots_statement_says_nothing() -> None:
    with pytest.raises(NoteError):
        vouching.verify(vouching.sign(SAID, Signer.from_seed("root.example.org", b"\x09" * 32)), [ROOT.verifier])


@pytest.mark.parametrize(
    ("key", "size", "standing"),
    [
        (OLD, 1, Standing.GOOD),
        (OLD, 500, Standing.GOOD),
        (OLD, 501, Standing.OUTSIDE),
        (NEW, 399, Standing.OUTSIDE),
        (NEW, 400, Standing.GOOD),
        (NEW, 10**9, Standing.GOOD),
        (QUANTUM, 0, Standing.OUTSIDE),
        (QUANTUM, 7, Standing.GOOD),
        (STRANGE, 7, Standing.UNKNOWN),
    ],
)
def test_keys_overlap_and_count_in_their_range_of_sizes(
    key: vouching.AnyVerifier, size: int, standing: Standing
) -> None:
    assert SAID.standing(key, size) is standing


def test_a_revoked_key_signs_nothing_after_and_only_with_a_stamp_before() -> None:
    revoked = replace(SAID, number=3, keys=(replace(SAID.keys[0], revoked=450), *SAID.keys[1:]))

    read = Statement.from_text(revoked.to_text())

    assert read.standing(OLD, 450) is Standing.DOUBTFUL
    assert read.standing(OLD, 451) is Standing.REVOKED
    revoked.check_follows(SAID)


@pytest.mark.parametrize(
    "later",
    [
        replace(SAID, number=2),
        replace(SAID, number=3, name="record.example.com"),
        replace(SAID, number=3, keys=SAID.keys[1:]),
        replace(SAID, number=3, keys=(Vouched(OLD, 2, 500), *SAID.keys[1:])),
        replace(SAID, number=3, keys=(Vouched(OLD, 1, 600), *SAID.keys[1:])),
        replace(SAID, number=3, keys=(Vouched(OLD, 1, None), *SAID.keys[1:])),
    ],
)
def test_a_statement_does_not_take_back_what_was_said(later: Statement) -> None:
    with pytest.raises(StatementError):
        later.check_follows(SAID)


def test_a_revocation_is_for_ever() -> None:
    revoked = replace(SAID, number=3, keys=(replace(SAID.keys[0], revoked=450), *SAID.keys[1:]))

    for size in (None, 451):
        with pytest.raises(StatementError):
            replace(SAID, number=4, keys=(replace(SAID.keys[0], revoked=size), *SAID.keys[1:])).check_follows(revoked)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Aval keys v1", "Aval keys v2"),
        ("\n2\n", "\n02\n"),
        (" 1 500", " 1 0500"),
        (" 1 500", " 600 500"),
        (" 400 -", " 400 - "),
        ("key record", "Key record"),
        (f"key {NEW.vkey}", f"key {OLD.vkey}"),
        (NEW.vkey, "x+00000000+AAAA"),
        (f"{NAME}\n2", "a b\n2"),
    ],
)
def test_a_text_that_is_no_statement_is_refused(old: str, new: str) -> None:
    text = SAID.to_text().decode()
    assert old in text

    with pytest.raises(StatementError):
        Statement.from_text(text.replace(old, new, 1).encode())


def test_a_revocation_of_a_key_not_stated_is_refused() -> None:
    with pytest.raises(StatementError):
        Statement.from_text(SAID.to_text() + f"revoked {STRANGE.vkey} 5\n".encode())
