"""Mail from the public suites of DKIM, ARC, DMARC and SPF, judged without a network."""

import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from aval.channels.mail.answers import FAILED, FOUND, NO_NAME, NOTHING, Answer, Ask, Asked, kept_answers, zone
from aval.channels.mail.authenticity import Verdict, verify, without_results
from aval.channels.mail.signatures import check_chain
from aval.channels.mail.spf import check_host

DATA = Path(__file__).parent / "data"
MAIL = DATA / "dkim-arc"
AT = datetime(2026, 11, 27, 12, tzinfo=UTC)
SENT_AT = datetime(2018, 6, 10, 14, tzinfo=UTC)


def layout(name: str) -> tuple[Ask, bytes]:
    """A file of "name record" lines, an empty line and a message."""
    head, message = re.split(rb"\r?\n\r?\n", (MAIL / name).read_bytes(), maxsplit=1)
    return zone(
        (*line.split(None, 1)[:1], "TXT", line.split(None, 1)[1]) for line in head.decode().splitlines()
    ), message


FOOTBALL, _ = layout("stalwart_dkim_001.txt")
SIGNED = (MAIL / "authheaders_test.message_signed").read_bytes()
# The answers that the authors of authheaders test with; what is not listed doesn't exist.
DMARC = [
    ("_dmarc.example.com", "TXT", "v=DMARC1; p=reject; rua=mailto:dmarc.reports@valimail.com"),
    ("_dmarc.example.org", "TXT", "v=DMARC1; p=none"),
    ("_dmarc.example.net", "TXT", "v=DMARC1; p=none; sp=reject"),
    ("_dmarc.example.biz", "TXT", "v=DMARC1; p=none; sp=quarantine; np=reject"),
    ("_dmarc.nop.example.org", "TXT", "v=DMARC1; sp=quarantine; np=reject"),
    ("sub2.example.biz", "A", "192.0.2.1"),
    ("_dmarc.bad.example.com", "TXT", "v=DMARC1; p=none; reject"),
    ("_dmarc.gov", "TXT", "v=DMARC1; p=reject; sp=none; np=reject; rua=mailto:dotgov_dmarc@cisa.dhs.gov; psd=y"),
]


def key(name: str = "authheaders_test.txt") -> tuple[str, str, str]:
    return ("test._domainkey.example.com", "TXT", (MAIL / name).read_text().strip())


def judge(raw: bytes, ask: Ask, **envelope: Any) -> Verdict:
    return verify(raw, ask=ask, at=AT, **envelope)


def told(verdict: Verdict) -> list[tuple[str, str, int]]:
    return [(each.result, each.reason, each.bits) for each in verdict.signatures]


@pytest.mark.parametrize(
    ("name", "signatures"),
    [
        ("dkimpy_rfc6376.signed.msg", [("pass", "", 256), ("pass", "", 1024)]),
        ("dkimpy_rfc6376.signed.rsa.msg", [("pass", "", 1024)]),
        ("dkimpy_rfc6376.signed.no_t.msg", [("fail", "signature-wrong", 1024)]),
        ("mimekit_rfc8463-example.msg", [("pass", "", 256), ("pass", "", 1024)]),
        ("dkimpy_rfc6376.msg", []),
        ("dkimpy_rfc6376.w1258.msg", []),
    ],
)
def test_the_examples_of_the_standards(name: str, signatures: list[tuple[str, str, int]]) -> None:
    verdict = judge((MAIL / name).read_bytes(), FOOTBALL)

    assert told(verdict) == signatures
    assert verdict.grade == ("signed" if ("pass", "", 1024) in signatures else "unproven")


@pytest.mark.parametrize(
    ("name", "count", "chain"),
    [("stalwart_dkim_001.txt", 2, "none"), ("stalwart_dkim_002.txt", 1, "none"), ("stalwart_arc_002.txt", 1, "pass")],
)
def test_messages_that_bring_their_keys(name: str, count: int, chain: str) -> None:
    ask, message = layout(name)

    verdict = judge(message, ask)

    assert [each.result for each in verdict.signatures] == ["pass"] * count
    assert (verdict.grade, verdict.chain.result) == ("signed", chain)


def test_ed25519_by_a_key_as_exim_writes_it() -> None:
    ask = zone([("sed._domainkey.test.ex", "TXT", (MAIL / "dkimpy_eximtest.dns").read_text().strip())])

    verdict = judge((MAIL / "dkimpy_ed25519test2.msg").read_bytes(), ask)

    assert told(verdict) == [("pass", "", 256)]


@pytest.mark.parametrize(
    ("name", "grade", "reason", "dmarc", "action"),
    [
        ("authheaders_test.message", "unproven", "no-signature", "fail", "reject"),
        ("authheaders_test.message_signed", "signed", "", "pass", "reject"),
        ("authheaders_testcomma.message", "signed", "", "pass", "reject"),
        ("authheaders_test.message_multi", "unproven", "several-senders", "permerror", ""),
        ("authheaders_test.message_multi2", "unproven", "several-senders", "permerror", ""),
        ("authheaders_test.message_sub", "unproven", "signature-wrong", "fail", "reject"),
        ("authheaders_test.message_np1", "unproven", "no-key", "fail", "reject"),
        ("authheaders_test.message_np2", "unproven", "no-key", "fail", "quarantine"),
        ("authheaders_test.gov.message", "unproven", "no-signature", "fail", "reject"),
        ("authheaders_test.bad.message", "unproven", "no-signature", "permerror", ""),
        ("authheaders_test_nop.message", "unproven", "no-signature", "none", ""),
        ("authheaders_test.nofrom.message", "unproven", "no-sender", "permerror", ""),
        ("dkimpy_test.message", "unproven", "no-signature", "fail", "reject"),
        ("dkimpy_test_extra.message", "unproven", "no-signature", "fail", "reject"),
        ("dkimpy_ed25519test.msg", "unproven", "no-signature", "fail", "reject"),
        ("dkimpy_test_nofrom.message", "unproven", "no-sender", "permerror", ""),
        ("dkimpy_test.message.baddomain", "unproven", "unreadable", "fail", "reject"),
    ],
)
def test_what_a_domain_asks_for(name: str, grade: str, reason: str, dmarc: str, action: str) -> None:
    verdict = judge((MAIL / name).read_bytes(), zone([key(), *DMARC]))

    assert (verdict.grade, verdict.reason, verdict.dmarc, verdict.policy.action) == (grade, reason, dmarc, action)


@pytest.mark.parametrize("name", ["authheaders_test.message_signed", "authheaders_testcomma.message"])
def test_line_ends_do_not_matter(name: str) -> None:
    raw = (MAIL / name).read_bytes()

    with_crlf = judge(re.sub(rb"\r?\n", b"\r\n", raw), zone([key()]))

    assert with_crlf.grade == "signed"


@pytest.mark.parametrize(
    ("name", "signature"),
    [
        ("dkimpy_test.txt", ("pass", "", 1024)),
        ("dkimpy_test2.txt", ("pass", "", 1024)),
        ("dkimpy_test_bad.txt", ("permerror", "unreadable-key", 0)),
        ("dkimpy_test_tlsrpt.txt", ("permerror", "not-for-mail", 0)),
        ("dkimpy_badk.txt", ("permerror", "other-key-type", 0)),
        ("dkimpy_badversion.txt", ("permerror", "unreadable-key", 0)),
        ("dkimpy_ed25519test.dns", ("permerror", "other-key-type", 0)),
        ("dkimpy_1024_testkey_wo_markers.pub.txt", ("fail", "signature-wrong", 1024)),
        ("dkimpy_1024_testkey_wo_markers.pub.rsa.txt", ("fail", "signature-wrong", 1024)),
        ("dkimpy_2048_testkey_wo_markers.pub.txt", ("fail", "signature-wrong", 2048)),
        ("dkimpy_2048_testkey_wo_markers.pub.rsa.txt", ("fail", "signature-wrong", 2048)),
        ("dkimpy_2048_testkey_PKCS8.key.pub.txt", ("fail", "signature-wrong", 2048)),
    ],
)
def test_every_kind_of_key(name: str, signature: tuple[str, str, int]) -> None:
    record = (MAIL / name).read_text().strip()
    found = record if "p=" in record else f"v=DKIM1; k=rsa; p={record}"

    verdict = judge(SIGNED, zone([("test._domainkey.example.com", "TXT", found)]))

    assert told(verdict) == [signature]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("v=DKIM1; k=rsa; p=", "key-revoked"),
        ("v=DKIM1; h=sha1; p=AAAA", "other-hash"),
        ("v=DKIM1; s=chess; p=AAAA", "not-for-mail"),
        ("hello", "no-key"),
        ("v=DKIM1; p=é", "unreadable-key"),
    ],
)
def test_keys_that_do_not_allow_it(record: str, reason: str) -> None:
    verdict = judge(SIGNED, zone([("test._domainkey.example.com", "TXT", record)]))

    assert verdict.signatures[0].reason == reason
    assert verdict.grade == "unproven"


def test_no_answer_is_not_a_failure() -> None:
    verdict = judge(SIGNED, kept_answers({}))

    assert told(verdict) == [("temperror", "no-answer", 0)]
    assert verdict.dmarc == "temperror"


def test_a_changed_body_and_a_changed_subject() -> None:
    body = judge(SIGNED.replace(b"test message", b"test massage"), zone([key()]))
    subject = judge(SIGNED.replace(b"Subject: Testing", b"Subject: Tasting"), zone([key()]))

    assert body.signatures[0].reason == "body-changed"
    assert subject.signatures[0].reason == "signature-wrong"


def test_a_second_subject_above_the_signed_one_is_only_partly_signed() -> None:
    verdict = judge(SIGNED.replace(b"Received:", b"Subject: I pay\nReceived:", 1), zone([key()]))

    assert (verdict.grade, verdict.reason) == ("signed-partly", "repeated-header")


def test_a_second_from_is_never_signed() -> None:
    for added in (b"From: boss@example.com\n", b"From: a@example.com, b@example.com\n"):
        verdict = judge(SIGNED.replace(b"Received:", added + b"Received:", 1), zone([key()]))

        assert (verdict.grade, verdict.reason, verdict.dmarc) == ("unproven", "several-senders", "permerror")


def test_times_are_those_of_the_receipt() -> None:
    later = datetime(2017, 1, 1, tzinfo=UTC)
    raw = (MAIL / "dkimpy_rfc6376.signed.rsa.msg").read_bytes()

    before = verify(raw, ask=FOOTBALL, at=later)
    then = verify(raw, ask=FOOTBALL, at=SENT_AT)

    assert before.signatures[0].reason == "signed-later"
    assert then.grade == "signed"


def test_years_later_the_kept_answers_give_the_same_verdict() -> None:
    envelope: dict[str, Any] = {"ip": "192.0.2.7", "mail_from": "bounce@example.com", "helo": "mx.example.com"}
    spf = ("example.com", "TXT", "v=spf1 ip4:192.0.2.0/24 -all")

    now = judge(SIGNED, zone([key(), *DMARC, spf]), **envelope)
    again = judge(SIGNED, kept_answers(now.as_dict()["answers"]), **envelope)

    assert now.spf.result == "pass"
    assert again == now
    assert judge(SIGNED, kept_answers({}), **envelope).grade == "unproven"


def test_the_sending_server_alone_proves_less() -> None:
    raw = (MAIL / "authheaders_test.message").read_bytes()
    ask = zone([*DMARC, ("example.com", "TXT", "v=spf1 ip4:192.0.2.7 -all"), ("other.net", "TXT", "v=spf1 +all")])

    own = judge(raw, ask, ip="192.0.2.7", mail_from="test@example.com", helo="x")
    foreign = judge(raw, ask, ip="192.0.2.7", mail_from="test@other.net", helo="x")

    assert (own.grade, own.dmarc, own.aligned_by) == ("sent", "pass", "spf:example.com")
    assert (foreign.grade, foreign.dmarc, foreign.spf.result) == ("unproven", "fail", "pass")
    assert own.header("mail.aval.example") == (
        "Authentication-Results: mail.aval.example; spf=pass smtp.mailfrom=example.com; "
        "dmarc=pass header.from=example.com; arc=none"
    )


def test_results_written_in_our_name_are_taken_out() -> None:
    raw = (MAIL / "authheaders_test.message").read_bytes()

    assert b"lists.example.org" not in without_results(raw, "lists.example.org")
    assert without_results(raw, "example.org") == raw


def arc_cases() -> list[Any]:
    cases = []
    for scenario in yaml.safe_load_all((MAIL / "valimail_arc-draft-sign-tests.yml").read_bytes()):
        records = [(name, "TXT", re.sub(r"\s*\n\s*", "", value)) for name, value in scenario["txt-records"].items()]
        cases += [pytest.param(test, records, id=name) for name, test in scenario["tests"].items()]
    return cases


@pytest.mark.parametrize(("case", "records"), arc_cases())
def test_the_arc_suite(case: dict[str, str], records: list[tuple[str, str, str]]) -> None:
    """The suite's own seals, put on its messages: what a signer should have written must hold."""

    def header(name: str) -> str:
        # The suite folds values for its readers: what was signed stands on one line.
        joined = re.sub(r"(?<!;)\n\s*", " " if name == "AAR" else "", case[name].strip())
        return re.sub(r"\s*\n\s*", " ", joined)

    seal = header("AS")
    sealed = (
        f"ARC-Seal: {seal}\r\nARC-Message-Signature: {header('AMS')}\r\n"
        f"ARC-Authentication-Results: {header('AAR')}\r\n" + case["message"].replace("\n", "\r\n")
    )

    chain = check_chain(sealed.encode(), zone(records))

    if not seal:  # the suite says that nothing is to be added to a chain that is broken
        assert chain.result == "fail"
    elif "cv=fail" in seal:
        assert chain.result == "fail"
        assert chain.hops[0].message_valid
    else:
        assert chain.result == "pass"
        assert all(hop.seal_valid for hop in chain.hops)


def test_a_trusted_forwarder_vouches() -> None:
    case, records = next(each.values for each in arc_cases() if each.id == "i0_base")
    joined = {name: re.sub(r"\n\s*", "" if name != "AAR" else " ", case[name].strip()) for name in ("AS", "AMS", "AAR")}
    fields = {name: re.sub(r";(?=\w)", "; ", value) for name, value in joined.items()}
    raw = (
        f"ARC-Seal: {fields['AS']}\r\nARC-Message-Signature: {fields['AMS']}\r\n"
        f"ARC-Authentication-Results: {fields['AAR']}\r\n" + case["message"].replace("\n", "\r\n")
    ).encode()

    strange = judge(raw, zone(records))
    trusted = judge(raw, zone(records), trusted_sealers=["example.org"])

    assert (strange.grade, strange.chain.result) == ("unproven", "pass")
    assert trusted.grade == "vouched"


def spf_cases() -> list[Any]:
    return [
        pytest.param(scenario["zonedata"], test, id=name)
        for scenario in yaml.safe_load_all((DATA / "spf" / "rfc7208-tests.yml").read_bytes())
        for name, test in scenario["tests"].items()
    ]


def suite_zone(data: dict[str, Any]) -> Ask:
    """The suite's DNS: rows of type and value, "TIMEOUT" for what else is asked, SPF rows copied to TXT."""
    known = {name.lower(): suite_rows(rows) for name, rows in data.items()}

    def ask(name: str, kind: str) -> Answer:
        held = known.get(name)
        for _ in range(8):
            if held is None or kind in held or "CNAME" not in held:
                break
            held = known.get(held["CNAME"][0].lower(), {})
        if held is None:
            return Answer(NO_NAME)
        if kind in held:
            return Answer(FOUND, tuple(held[kind]))
        return Answer(FAILED if "TIMEOUT" in held or "CNAME" in held else NOTHING)

    return ask


def suite_rows(rows: list[Any]) -> dict[str, list[str]]:
    held: dict[str, list[str]] = {"TIMEOUT": []} if "TIMEOUT" in rows else {}
    for kind, value in (pair for row in rows if row != "TIMEOUT" for pair in row.items()):
        text = f"{value[0]} {value[1]}" if kind == "MX" else "".join(value) if isinstance(value, list) else str(value)
        held.setdefault(kind, []).append(text)
    if "SPF" in held:
        held.setdefault("TXT", held["SPF"])
    if held.get("TXT") == ["NONE"]:
        del held["TXT"]
    return held


@pytest.mark.parametrize(("data", "case"), spf_cases())
def test_the_spf_suite(data: dict[str, Any], case: dict[str, Any]) -> None:
    found = check_host(
        Asked(suite_zone(data)),
        ip=case["host"],
        mail_from=case["mailfrom"],
        helo=case["helo"],
        at=AT,
        receiver=case.get("receiver", "unknown"),
    )

    assert found.result in ([case["result"]] if isinstance(case["result"], str) else case["result"])
    if "explanation" in case and found.result == "fail":
        assert found.reason == case["explanation"].replace("DEFAULT", "")


def test_the_suites_are_whole() -> None:
    assert len(spf_cases()) == 203
    assert len(arc_cases()) == 17
    assert Counter(path.suffix for path in MAIL.iterdir()).total() == 43
