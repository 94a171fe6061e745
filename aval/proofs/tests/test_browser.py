"""The two verifiers are written apart and must say the same of every dossier: verify.py, and verify.html in Chromium."""

import base64
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from aval.proofs import canonical, checkpoints, events, intents, tree
from aval.proofs.cosignatures import Cosigner, Kind
from aval.proofs.dossier import verify
from aval.proofs.dossier.browser import browser_page
from aval.proofs.notes import Signer
from aval.proofs.policy import Policy
from aval.proofs.tests import make, test_root, test_site

VECTORS = Path(__file__).parent / "vectors"
STORY = make.write(make.story().dossier())
SIGNED = make.write(make.signed_story().dossier())
FILES = make.unpack(STORY)
WITNESSED, SITE = make.witnessed_story()
ROOTED = make.unpack(test_root.write(make.rooted_story()))
EVIDENT = make.unpack(make.write(WITNESSED.dossier(site=SITE.evidence(WITNESSED))))

Case = tuple[str, bytes, list[bytes], list[str], list[str]]


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    file = tmp_path_factory.mktemp("browser") / "verify.html"
    file.write_bytes(browser_page())
    context = browser.new_context(locale="es-MX", offline=True)
    opened = context.new_page()
    failures: list[object] = []
    context.on("weberror", lambda failed: failures.append(failed.error))
    opened.on("console", lambda message: failures.append(message.text) if message.type == "error" else None)
    opened.goto(file.as_uri())
    yield opened
    context.close()
    assert not failures


def _in_browser(page: Page, cases: list[Case]) -> list[dict[str, Any]]:
    """Return what the page's verifier says of each case."""
    found: list[dict[str, Any]] = []
    for start in range(0, len(cases), 20):
        given = [
            [base64.b64encode(data).decode(), [base64.b64encode(head).decode() for head in heads], keys, roots]
            for _name, data, heads, keys, roots in cases[start : start + 20]
        ]
        found += page.evaluate(
            """async (cases) => {
                const reports = [];
                for (const [data, heads, keys, roots] of cases) {
                    const held = heads.map((head, i) => ({ label: String(i + 1), bytes: unbase64(head) }));
                    reports.push(await verifyDossier(new Blob([unbase64(data)]), { heads: held, keys, roots }));
                }
                return reports;
            }""",
            given,
        )
    return found


def _assert_alike(page: Page, tmp_path: Path, cases: list[Case]) -> list[int]:
    """Check that both verifiers say the same of each case; return the exit codes."""
    path, codes = tmp_path / "dossier.zip", []
    for (name, data, heads, keys, roots), theirs in zip(cases, _in_browser(page, cases), strict=True):
        path.write_bytes(data)
        ours = verify.verify_path(path, heads=heads, keys=keys, roots=roots)
        said = {v.property: [(f.outcome, f.code, f.where, _words(f.values)) for f in v.findings] for v in ours.verdicts}
        also = {
            v["property"]: [(f["outcome"], f["code"], f["where"], _words(f["values"])) for f in v["findings"]]
            for v in theirs["verdicts"]
        }
        assert also == said, name
        assert (theirs["exit_code"], theirs["log"], theirs["size"]) == (ours.exit_code, ours.log, ours.size), name
        assert theirs["fingerprints"] == list(ours.fingerprints), name
        codes.append(ours.exit_code)
    return codes


def _words(values: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}


def _case(
    name: str,
    data: bytes,
    heads: list[bytes] | None = None,
    keys: list[str] | None = None,
    roots: list[str] | None = None,
) -> Case:
    return name, data, heads or [], keys or [], roots or []


def test_they_agree_on_honest_dossiers(page: Page, tmp_path: Path) -> None:
    log, signed = make.story(), make.signed_story()
    partly = make.story()
    partly.withhold(0, "facts")
    long = make.Log()
    for number in range(70):
        long.add("conversation.message-posted.1", [make.text_part(f"\u2028 línea {number}")])
    cases = [
        _case("whole", STORY),
        _case("empty", make.write(make.Log().dossier())),
        _case("held", STORY, [*log.heads, log.receipt(2), log.receipt(1, 4)], [make.SITE.vkey]),
        _case("withheld one by one", make.write(log.dossier(events=log.hiding(1, 4)))),
        _case("withheld together", make.write(log.dossier(events=log.hiding(0, 1, 2, 4))), log.heads),
        _case("all withheld", make.write(log.dossier(events=log.hiding(*range(6)))), [log.receipt(3)]),
        _case("a part withheld", make.write(partly.dossier())),
        _case("the erasure withheld", make.write(log.dossier(events=log.hiding(5)))),
        _case("signed by a passkey", SIGNED),
        _case("signed by another kind", make.write(make.signed_story(make.Passkey(intents.ED25519)).dossier())),
        _case("signed, its key withheld", make.write(signed.dossier(events=signed.hiding(1)))),
        _case("signed, its past withheld", make.write(signed.dossier(events=signed.hiding(0, 2)))),
        _case("signed, about what is withheld", make.write(make.signed_story().dossier(events=signed.hiding(2)))),
        _case("long", make.write(long.dossier()), long.heads[::9]),
        _case("long, one event", make.write(long.dossier(events=long.hiding(*(n for n in range(70) if n != 41))))),
    ]

    codes = _assert_alike(page, tmp_path, cases)

    assert codes == [0, 0, 0, 10, 20, 20, 10, 10, 0, 0, 10, 10, 10, 0, 10]


def test_they_agree_on_whatever_was_changed(page: Page, tmp_path: Path) -> None:
    codes = _assert_alike(page, tmp_path, [*_flipped(), *_made_to_fit(), *_added(), *_personal(), *_forged(), *_site()])

    assert set(codes) == {20, 30, 40, 50}


def _flipped() -> Iterator[Case]:
    dice = random.Random(21)
    for number in range(80):
        changed = bytearray(STORY)
        changed[dice.randrange(len(STORY)) if number % 2 else -dice.randrange(1, 3000)] ^= dice.randrange(1, 256)
        yield _case(f"byte {number}", bytes(changed))
    for size in (0, 1, 29, 31, 5_000, len(STORY) - 30, len(STORY) - 1):
        yield _case(f"cut at {size}", STORY[:size])
    yield _case("more at the end", STORY + b"x")
    yield _case("more in front", b"x" + STORY)


# What sealing writes anew, and words of the site's own that nothing in the log could contradict.
_LISTED_ANEW = {
    verify.MANIFEST, verify.TAG_MANIFEST, verify.SEAL, "bag-info.txt", verify.PAGE, "verify/BY-HAND.md",
    verify.AUTHORITIES, verify.SITE_POLICY, verify.SITE_HEAD, verify.SITE,
}  # fmt: skip


def _made_to_fit() -> Iterator[Case]:
    dice = random.Random(22)
    whole = make.unpack(SIGNED)
    for files in (FILES, whole, EVIDENT):
        for name in sorted(files):
            if name in {"verify/verify.py", "verify/verify.html"} or (files is EVIDENT and name in FILES):
                continue
            yield _case(f"without {name}", make.pack({n: d for n, d in files.items() if n != name}))
            for _ in range(2):
                data = bytearray(files[name] or b"\0")
                data[dice.randrange(len(data))] ^= dice.randrange(1, 256)
                changed = files | {name: bytes(data)}
                if changed != files:
                    yield _case(f"packed {name}", make.pack(changed))
                    if name not in _LISTED_ANEW:
                        yield _case(f"sealed {name}", make.pack(make.seal(changed)))


def _added() -> Iterator[Case]:
    for name in (
        "data/extra.txt", "data/payloads/00000099-note.txt", "../escape.txt", "data//events.jsonl", "/etc/passwd",
        "DATA/events.jsonl", "data/payloads/00000002-NOTE.txt", "data/events\uff0ejsonl", "data/\x1b[2Jx", "",
        "C:/windows.txt", "data\\events.jsonl",
    ):  # fmt: skip
        yield _case(f"added {name!r}", make.pack(FILES | {name: b"x"}))


def _personal() -> Iterator[Case]:
    for name, wrong in _WRONG.items():
        yield _case(name, make.write(make.signed_story(**wrong).dossier()))
    site = make.Passkey(site="example.net")
    yield _case("a passkey of another site", make.write(make.signed_story(site).dossier()))


_WRONG: dict[str, dict[str, Any]] = {
    "another log": {"log": "record.example.org/c/other"},
    "another act": {"kind": "contracts.delivery-accepted.1"},
    "an event that is not there": {"about": b"\1" * 32},
    "another past": {"seen_root": b"\2" * 32},
    "a past that is to come": {"seen_size": 4},
    "other words": {"what": b"\4" * 32},
}


def _site() -> Iterator[Case]:
    """Change what the site's log shows, and seal it as the site could."""
    for name, (change, *_said) in test_site.WRONG.items():
        yield _case(name, make.pack(make.seal(change(EVIDENT))))
    for name, token in test_site.TOKENS.items():
        log, site = make.witnessed_story(token=token)
        yield _case(f"a token: {name}", make.write(log.dossier(site=site.evidence(log))))
    log, site = make.witnessed_story(key=b"\x0c" * 32)
    yield _case("another contract's entries", make.write(log.dossier(site=site.evidence(log))))
    yield _case("the same, unseen", make.write(log.dossier(site=test_site.closed(site, log), events=log.hiding(0))))
    false = SITE.note(SITE.head(3), make.WITNESSES[1:2]).splitlines(keepends=True)[-1]
    yield _case("a false cosignature", _witnessed(SITE.note(witnesses=make.WITNESSES[:1]) + false, SITE.policy()))


def _site_sealed() -> Iterator[Case]:
    """Change bytes of what the site may say otherwise here and there: names, and who else signed."""
    dice = random.Random(23)
    for name in (verify.SITE, verify.SITE_HEAD, verify.SITE_POLICY, verify.AUTHORITIES, "proofs/stamps/00000013.tsr"):
        for number in range(15):
            data = bytearray(EVIDENT[name])
            data[dice.randrange(len(data))] ^= dice.randrange(1, 256)
            yield _case(f"{name}, sealed, {number}", make.pack(make.seal(EVIDENT | {name: bytes(data)})))


def _witnessed(note: bytes, policy: Policy) -> bytes:
    return make.write(WITNESSED.dossier(site=SITE.evidence(WITNESSED, checkpoint=note, policy=policy)))


def test_they_agree_on_what_others_than_the_site_confirm(page: Page, tmp_path: Path) -> None:
    (early, one), (late, two) = make.witnessed_story(late=12), make.witnessed_story(late=-9)
    (close, three) = make.witnessed_story(late=5)
    hiding = WITNESSED.hiding(0, 1, 2, 4, 5)
    other = Cosigner("w9.example/w", Kind.ML_DSA_44, b"\x09" * 32)
    cases = [
        _case("all evidence", make.pack(EVIDENT)),
        _case("partial", make.write(WITNESSED.dossier(site=SITE.evidence(WITNESSED), events=hiding))),
        _case("no stamps", make.write(WITNESSED.dossier(site=SITE.evidence(WITNESSED, stamps=[], named=[])))),
        _case("a time claimed too early", make.write(early.dossier(site=one.evidence(early)))),
        _case("a time claimed too late", make.write(late.dossier(site=two.evidence(late)))),
        _case("a time claimed closely", make.write(close.dossier(site=three.evidence(close)))),
        _case("too few witnesses", _witnessed(SITE.note(witnesses=make.WITNESSES[2:]), SITE.policy())),
        _case("no witness asked for", _witnessed(SITE.note(), SITE.policy("quorum none\n", ()))),
        _case("a key unknown", _witnessed(SITE.note(witnesses=[other]), SITE.policy("quorum w1\n", [other]))),
    ]

    assert _assert_alike(page, tmp_path, cases) == [0, 10, 0, 10, 10, 0, 10, 0, 0]
    assert {0, 40} <= set(_assert_alike(page, tmp_path, [*_site_sealed()]))


def test_they_agree_on_what_an_offline_root_says(page: Page, tmp_path: Path) -> None:
    rooted, roots = make.pack(ROOTED), test_root.ROOTS
    honest = [
        _case("a root", rooted),
        _case("a root that is known", rooted, roots=roots),
        _case("two roots that are known", rooted, roots=[test_root.OTHER_ROOT.vkey, *roots]),
        _case("a rotation", test_root.sealed(test_root.rotated()), roots=roots),
    ]
    wrong = [_case(name, make_it(), roots=roots) for name, (make_it, *_said) in test_root.WRONG.items()]
    unknown = [_case(f"{name}, the root unknown", data) for name, data, *_ in wrong]

    assert _assert_alike(page, tmp_path, honest) == [0, 0, 0, 0]
    assert 0 not in _assert_alike(page, tmp_path, wrong)
    _assert_alike(page, tmp_path, [*unknown, *_root_sealed()])


def _root_sealed() -> Iterator[Case]:
    dice = random.Random(24)
    for name in (verify.ROOT, verify.KEY_STATEMENT, verify.SITE):
        for number in range(15):
            data = bytearray(ROOTED[name])
            # Of the lines about the site's log the last is of interest here.
            data[dice.randrange(len(data) - (300 if name == verify.SITE else len(data)), len(data))] ^= dice.randrange(
                1, 256
            )
            yield _case(f"{name}, sealed, {number}", make.pack(make.seal(ROOTED | {name: bytes(data)})))


def test_consistency_is_judged_alike(page: Page) -> None:
    leaves = [bytes([i]) * 32 for i in range(20)]
    proving, given = tree.Tree(leaves), []
    for old in range(1, 21):
        for size in range(old, 21):
            path = proving.consistency_proof(old, size)
            paths = (path, path[:-1], [*path, b"x" * 32], path[::-1])
            given += [(old, proving.root(old), size, proving.root(size), said) for said in paths]

    theirs = page.evaluate(
        "(all) => all.map(([old, before, size, root, path]) =>"
        " extendsTo(old, unbase64(before), size, unbase64(root), path.map(unbase64)))",
        [[old, _b64(before), size, _b64(root), [*map(_b64, path)]] for old, before, size, root, path in given],
    )

    assert theirs == [verify._extends(*one) for one in given]
    assert sum(theirs) > 210


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _forged() -> Iterator[Case]:
    log, other = make.story(), make.signed_story()
    forged = make.Log(Signer.from_seed(make.SITE.name, b"\x08" * 32), events=log.events, leaves=log.leaves)
    yield _case("held, of another history", STORY, [other.heads[2]])
    yield _case("held, of a longer history", make.write(other.dossier()), [log.heads[-1]])
    yield _case("held, under another key", make.write(forged.dossier()), [log.heads[3]])
    yield _case("held, nonsense", STORY, [b"nonsense"])
    yield _case("another key", make.write(forged.dossier()), keys=[make.SITE.vkey])
    wrong = checkpoints.sign(make.SITE, origin=make.ORIGIN, size=3, root=tree.leaf_hash(b"x"))
    line = canonical.encode({"checkpoint": wrong.decode()}) + b"\n"
    yield _case("an earlier head of another history", make.pack(make.seal(FILES | {verify.HEADS: line})))
    hiding = make.unpack(make.write(log.dossier(events=log.hiding(0, 1, 2))))
    events = hiding[verify.EVENTS]
    yield _case(
        "fewer withheld than said", make.pack(make.seal(hiding | {verify.EVENTS: events.replace(b":3}", b":2}")}))
    )
    yield _case(
        "more withheld than said", make.pack(make.seal(hiding | {verify.EVENTS: events.replace(b":3}", b":9}")}))
    )
    bag = (VECTORS / "bagit").rglob("bag-info.txt")
    yield _case("another bag", make.pack({path.name: path.read_bytes() for path in bag}))


def test_they_agree_on_outside_vectors(page: Page) -> None:
    paths = sorted((VECTORS / "merkle" / "inclusion").rglob("*.json"))
    proofs = [json.loads(path.read_text()) for path in paths]
    groups = json.loads((VECTORS / "wycheproof" / "ed25519_test.json").read_text())["testGroups"]
    signatures = [
        [g["publicKey"]["pk"], t["msg"], t["sig"], t["result"] == "valid"] for g in groups for t in g["tests"]
    ]

    climbed = page.evaluate(
        "(all) => all.map(([leaf, index, size, path, root]) =>"
        " leadsTo(unbase64(leaf), index, size, path.map(unbase64), unbase64(root)))",
        [[p["leafHash"], p["leafIdx"], p["treeSize"], p["proof"] or [], p["root"]] for p in proofs],
    )
    verified = page.evaluate(
        """(all) => {
            const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
            return all.map(([key, message, signature]) => ed25519Verify(bytes(key), bytes(message), bytes(signature)));
        }""",
        signatures,
    )

    # Whatever is no hash (empty, cut) never reaches this check in a verifier.
    whole = [len(base64.b64decode(p["leafHash"])) == len(base64.b64decode(p["root"])) == 32 for p in proofs]
    assert sum(whole) > 80
    assert [c for c, w in zip(climbed, whole, strict=True) if w] == [
        not p["wantErr"] for p, w in zip(proofs, whole, strict=True) if w
    ]
    assert verified == [valid for *_, valid in signatures]


@pytest.mark.parametrize("language", ["es", "pt", "en"])
def test_a_person_checks_a_dossier_in_the_page(page: Page, tmp_path: Path, language: str) -> None:
    log, file, receipt = make.story(), tmp_path / "dossier.zip", tmp_path / "receipt.tlog-proof"
    file.write_bytes(STORY)
    receipt.write_bytes(log.receipt(2))
    verdict = page.locator("output .verdict")

    page.get_by_role("combobox").select_option(language)
    page.locator("input[name=dossier]").set_input_files(file)
    page.locator("input[name=heads]").set_input_files(receipt)
    page.locator("button").click()

    expect(verdict).to_have_text(verify.WORDS[language]["exit0"])
    expect(page.locator("html")).to_have_attribute("lang", {"pt": "pt-BR"}.get(language, language))
    expect(page.locator("output code")).to_have_text(make.SITE.verifier.fingerprint)
    file.write_bytes(STORY.replace(b"posted", b"edited"))
    page.locator("input[name=dossier]").set_input_files(file)
    page.locator("button").click()
    expect(verdict).to_have_text(verify.WORDS[language]["exit40"])


def test_the_page_allows_nothing_but_its_own_script() -> None:
    text = browser_page().decode()

    assert text.count("<script>") == text.count("</script>") == 1
    assert not re.search(
        r"\b(fetch|XMLHttpRequest|WebSocket|eval|innerHTML|import)\b", text.split("const FORMAT", 1)[1]
    )
    assert "default-src 'none'" in text


def test_a_signature_that_only_some_libraries_accept_is_refused_at_the_door() -> None:
    passkey = make.Passkey()
    intent = intents.build_intent(
        log=make.ORIGIN, kind="a.b.1", about=b"a" * 32, what=b"w" * 32, seen_size=1, seen_root=b"r" * 32, at=make.START,
        nonce=b"n" * 32,
    )  # fmt: skip
    proof = passkey.sign(intent)
    intents.check_assertion(intent, proof, passkey.key)

    for wrong in _odd(proof["signature"]):
        with pytest.raises(intents.AssertionRefused, match="signature"):
            intents.check_assertion(intent, proof | {"signature": wrong}, passkey.key)
    for origin in (
        "https://example.org.evil.test",
        "https://evilexample.org",
        "null",
        'https://x","origin":"https://example.org',
    ):
        with pytest.raises(intents.AssertionRefused, match="client"):
            intents.check_assertion(intent, passkey.sign(intent, origin=origin), passkey.key)
    with pytest.raises(intents.AssertionRefused, match="authenticator"):
        intents.check_assertion(intent, passkey.sign(intent, flags=4), passkey.key)
    with pytest.raises(intents.AssertionRefused, match="client"):
        intents.check_assertion(intent + b" ", proof, passkey.key)


@pytest.mark.parametrize(("piece", "named"), [
    ("client", "client"), ("authenticator", "signature"), ("signature", "signature"),
])  # fmt: skip
def test_a_changed_byte_of_what_a_person_signed_is_named_even_under_the_site_s_own_key(
    page: Page, tmp_path: Path, piece: str, named: str
) -> None:
    # The site signs again what it changed: head, tree and seal are good, and only the person's signature tells.
    forged = make.signed_story(flip=piece)
    path = tmp_path / "dossier.zip"
    path.write_bytes(make.write(forged.dossier()))

    report = verify.verify_path(path)

    bad = [f for v in report.verdicts for f in v.findings if f.outcome == "invalid"]
    assert report.exit_code == 40
    assert [(f.code, f.values) for f in bad] == [("personal-false", {"seq": 3, "piece": named})]
    assert _assert_alike(page, tmp_path, [_case(piece, path.read_bytes())]) == [40]


def test_the_verifier_says_who_signed_what_with_which_key(tmp_path: Path) -> None:
    path, passkey = tmp_path / "dossier.zip", make.Passkey()
    path.write_bytes(SIGNED)

    report = verify.verify_path(path)

    said = report.as_text()
    assert report.exit_code == 0
    assert "Event 3, contracts.version-signed.1: signed by the client x7Qp" in said
    assert f"with passkey {passkey.key.name} of example.org, unlocked by the person." in said
    assert "1 acts of weight (signing, accepting, settling) bear no passkey" in said


def _odd(signature: bytes) -> Iterator[bytes]:
    """Yield other spellings of a DER signature, and what is none."""
    r_size = signature[3]
    r, s = signature[4 : 4 + r_size], signature[6 + r_size :]
    yield b"\x30\x81" + signature[1:]  # a long form of the length
    yield signature + b"\0"
    yield _der(b"\0" + r, s)
    yield _der(r, b"\0" + s)
    yield _der(b"\0", s)
    yield _der(r, b"\0" * 1)
    yield r[-32:].rjust(32, b"\0") + s[-32:].rjust(32, b"\0")  # the two numbers side by side
    yield b""


def _der(r: bytes, s: bytes) -> bytes:
    body = b"\x02" + bytes([len(r)]) + r + b"\x02" + bytes([len(s)]) + s
    return b"\x30" + bytes([len(body)]) + body


def test_p256_agrees_with_the_library(page: Page) -> None:
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: PLC0415

    dice, given = random.Random(31), []
    for number in range(40):
        key = ec.derive_private_key(dice.getrandbits(255) + 1, ec.SECP256R1())
        public = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        message = dice.randbytes(number)
        signature = key.sign(message, ec.ECDSA(SHA256()))
        changed = bytearray(signature if number % 4 else public)
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
        given.append((public, message, signature))
        given.append((public, message, bytes(changed)) if number % 4 else (bytes(changed), message, signature))

    ours = [verify.p256_verify(*one) for one in given]
    theirs = page.evaluate(
        "(all) => all.map((three) => p256Verify(...three.map(unbase64)))",
        [[base64.b64encode(item).decode() for item in one] for one in given],
    )

    assert ours == theirs == [True, False] * 40


Check = Callable[[bytes], verify.Report]


@pytest.mark.parametrize(("name", "code"), [
    ("another log", "personal-other"), ("another act", "personal-other"), ("a past that is to come", "personal-other"),
    ("an event that is not there", "personal-about"), ("another past", "personal-seen"),
    ("other words", "personal-words"),
])  # fmt: skip
def test_what_a_person_signed_must_be_this_act_and_this_past(tmp_path: Path, name: str, code: str) -> None:
    path = tmp_path / "dossier.zip"
    path.write_bytes(make.write(make.signed_story(**_WRONG[name]).dossier()))

    report = verify.verify_path(path)

    assert report.exit_code == 40
    assert [
        f.code for v in report.verdicts if v.property == "personal" for f in v.findings if f.outcome == "invalid"
    ] == [code]


def test_a_signature_counts_only_by_a_key_that_the_log_bound_to_this_person(tmp_path: Path) -> None:
    log, path = make.signed_story(), tmp_path / "dossier.zip"
    passkey = make.Passkey()
    intent = intents.build_intent(
        log=log.origin, kind="cases.offer-accepted.1", about=log.leaves[2],
        what=events.commitment_of(bytes([5, 0]) * 16, sha256(b"Acepto").digest()), seen_size=5,
        seen_root=tree.Tree(log.leaves).root(), at=make.START, nonce=b"n" * 32,
    )  # fmt: skip
    log.add(
        "cases.offer-accepted.1", [("statement", "text", make.opened(b"Acepto"))], actor=make.PROFESSIONAL,
        intent=intent, proof=passkey.sign(intent), refs={"key": 1},
    )  # fmt: skip
    path.write_bytes(make.write(log.dossier()))

    report = verify.verify_path(path)

    assert report.exit_code == 40
    assert "personal-key" in [f.code for v in report.verdicts for f in v.findings]
    assert replace(passkey.key, algorithm="rs256").facts()["algorithm"] not in {"es256", "ed25519"}
