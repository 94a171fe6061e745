"""Who really sent an e-mail: SPF, DKIM, DMARC and ARC at the moment of receipt.

Pure: whoever receives mail hands in the raw bytes, the envelope and a function that asks DNS. Every answer is kept with
the verdict, so that ``verify(raw, ..., ask=kept_answers(verdict.answers))`` gives the same verdict years later, when
the keys are long gone::

    verdict = verify(raw, ask=ask, at=now, ip="203.0.113.9", mail_from="ana@example.com", helo="mx.example.com")
    verdict.grade, verdict.from_address, verdict.header("mail.aval.example")
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from email.utils import getaddresses
from typing import Any

from authres import AuthenticationResultsHeader, DKIMAuthenticationResult, SPFAuthenticationResult
from authres.arc import ARCAuthenticationResult
from authres.dmarc import DMARCAuthenticationResult

from aval.channels.mail.answers import Ask, Asked
from aval.channels.mail.message import FAULTS, LONGEST_ADDRESS
from aval.channels.mail.policy import Policy, aligned, policy_of
from aval.channels.mail.signatures import Chain, Signature, check_chain, check_signatures
from aval.channels.mail.spf import SpfResult, check_host
from aval.channels.sentences import in_language

SIGNED, PARTLY, VOUCHED, SENT, UNPROVEN = "signed", "signed-partly", "vouched", "sent", "unproven"
_PART = r"[^\s<>@\",;:()\[\]\\]"
_ADDRESS = re.compile(rf"(?<!{_PART}){_PART}++@{_PART}++")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*+"')
_ONCE = ("from", "subject", "date", "to", "message-id")
_RESULTS = re.compile(rb"authentication-results[ \t]*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What can be said of a message's origin, with all that was looked at.

    ``grade``: *signed* (a signature of the domain in From covers it: anybody can check that with the kept key),
    *signed-partly* (part of the body, or a header that people read, could have been added later), *vouched* (a trusted
    forwarder sealed that it passed when it came in), *sent* (it came from a server that the domain names, which only
    the receiver saw), *unproven*. ``reason`` is a code for what stood in the way of a better one.

    ``dmarc`` is pass, fail, none, temperror or permerror; ``policy`` what the domain asks for. ``answers`` are those
    of DNS, as ``Asked.kept`` gives them.
    """

    grade: str
    reason: str
    from_address: str
    from_domain: str
    signatures: tuple[Signature, ...]
    spf: SpfResult
    dmarc: str
    policy: Policy
    chain: Chain
    aligned_by: str
    at: str
    answers: dict[str, list[str]]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self) | {"spf": self.spf._asdict()}

    def sentence(self, language: str) -> str:
        """The grade in one sentence, in "es", "pt" or "en"."""
        return in_language(f"mail.{self.grade}", language, domain=self.from_domain or "?")

    def header(self, authserv_id: str) -> str:
        """Our own Authentication-Results (RFC 8601), on one line."""
        results: list[Any] = [
            DKIMAuthenticationResult(
                result=each.result,
                reason=each.reason or None,
                header_d=each.domain or None,
                header_s=each.selector or None,
            )
            for each in self.signatures
        ]
        if self.spf.domain:
            results.append(SPFAuthenticationResult(result=self.spf.result, smtp_mailfrom=self.spf.domain))
        results.append(DMARCAuthenticationResult(result=self.dmarc, header_from=self.from_domain or None))
        results.append(ARCAuthenticationResult(result=self.chain.result))
        return re.sub(r"\s+", " ", str(AuthenticationResultsHeader(authserv_id=authserv_id, results=results)))


def verify(
    raw: bytes,
    *,
    ask: Ask,
    at: datetime,
    ip: str | None = None,
    mail_from: str = "",
    helo: str = "",
    trusted_sealers: Iterable[str] = (),
) -> Verdict:
    """Judge a message as it was received ``at`` that moment (aware).

    Without ``ip`` (an uploaded .eml) there is no envelope, and SPF says none. ``trusted_sealers`` are domains of
    forwarders whose word counts when their seal is the last of an intact ARC chain. Never raises for what is in the
    message; takes time in proportion to its size.
    """
    asked = Asked(ask)
    addresses = from_addresses(raw)
    address = addresses[0] if len(addresses) == 1 else ""
    domain = address.rpartition("@")[2].lower()
    signatures = check_signatures(raw, asked, at)
    spf = check_host(asked, ip=ip, mail_from=mail_from, helo=helo, at=at) if ip else SpfResult("none")
    chain = check_chain(raw, asked)
    policy = policy_of(domain, asked) if domain else Policy("permerror")
    proofs = [
        each for each in signatures if each.result == "pass" and aligned(domain, each.domain, strict=policy.strict_dkim)
    ]
    sent = spf.result == "pass" and bool(mail_from) and aligned(domain, spf.domain.lower(), strict=policy.strict_spf)
    grade, reason = _grade(raw, proofs, signatures)
    if grade == UNPROVEN and domain and _is_vouched(chain, {sealer.lower() for sealer in trusted_sealers}):
        grade = VOUCHED
    elif grade == UNPROVEN and sent:
        grade = SENT
    if not domain:
        grade, reason = UNPROVEN, "several-senders" if addresses else "no-sender"
    return Verdict(
        grade=grade,
        reason=reason,
        from_address=address,
        from_domain=domain,
        signatures=signatures,
        spf=spf,
        dmarc=_dmarc(policy, passed=bool(proofs or sent)),
        policy=policy,
        chain=chain,
        aligned_by=f"dkim:{proofs[0].domain}" if proofs else f"spf:{spf.domain}" if sent else "",
        at=at.isoformat(),
        answers=asked.kept(),
    )


def from_addresses(raw: bytes) -> list[str]:
    """Every different address in all From headers; honest mail has exactly one."""
    found: list[str] = []
    for name, value in _headers(raw):
        if name == "from":
            text = value.decode("utf-8", "replace")
            try:
                pairs = getaddresses([text]) if len(text) <= LONGEST_ADDRESS else []
            except FAULTS:
                pairs = []
            listed = [pair[1] for pair in pairs if _ADDRESS.fullmatch(pair[1]) and "." in pair[1]]
            # What the library overlooks still shows that there is more than one.
            plain = _QUOTED.sub("", text) if len(text) <= LONGEST_ADDRESS else text
            spelled = [match.group() for match in _ADDRESS.finditer(plain)]
            found += listed if len(listed) >= len(spelled) else spelled
    return list({each.lower(): each for each in found}.values())


def without_results(raw: bytes, authserv_id: str) -> bytes:
    """The message without Authentication-Results that somebody else wrote in our name (RFC 8601, 5)."""
    head, gap, body = _split(raw)
    fields = re.split(rb"(?<=\n)(?![ \t])", head)
    ours = re.compile(rb"[^:]*:\s*" + re.escape(authserv_id.encode()) + rb"(?![\w.-])", re.IGNORECASE)
    return b"".join(each for each in fields if not (_RESULTS.match(each) and ours.match(each))) + gap + body


def _grade(raw: bytes, proofs: list[Signature], signatures: tuple[Signature, ...]) -> tuple[str, str]:
    if not proofs:
        failed = next((each for each in signatures if each.result != "pass"), None)
        return UNPROVEN, failed.reason if failed else "other-domain" if signatures else "no-signature"
    reasons = [_weakness(raw, proof) for proof in proofs]
    if "" in reasons:
        return SIGNED, ""
    testing = [reason for reason in reasons if reason == "testing"]
    return (
        (UNPROVEN, "testing") if len(testing) == len(reasons) else (PARTLY, next(r for r in reasons if r != "testing"))
    )


def _weakness(raw: bytes, proof: Signature) -> str:
    """What a valid signature leaves open: "" if nothing that people read."""
    if proof.testing:
        return "testing"
    if proof.partial:
        return "part-of-the-body"
    names = [name for name, _ in _headers(raw)]
    for name in _ONCE:
        if names.count(name) > 1 and proof.covers.count(name) < names.count(name):
            return "repeated-header"
        if name in ("subject", "date") and name in names and name not in proof.covers:
            return "header-not-signed"
    return ""


def _is_vouched(chain: Chain, trusted: set[str]) -> bool:
    """Whether the last forwarder is a trusted one and says that the message passed when it came in."""
    if chain.result != "pass" or not chain.hops or chain.hops[0].domain not in trusted:
        return False
    return re.search(r"(?:^|[;\s])dmarc\s*=\s*pass\b", chain.hops[-1].said) is not None and all(
        hop.domain in trusted for hop in chain.hops
    )


def _dmarc(policy: Policy, *, passed: bool) -> str:
    if policy.status != "found":
        return policy.status
    return "pass" if passed else "fail"


def _split(raw: bytes) -> tuple[bytes, bytes, bytes]:
    gap = re.search(rb"(?<=\n)\r?\n", raw)
    return (raw[: gap.start()], gap.group(), raw[gap.end() :]) if gap else (raw, b"", b"")


def _headers(raw: bytes) -> list[tuple[str, bytes]]:
    """Names in lower case and unfolded values."""
    found: list[tuple[str, bytes]] = []
    for line in re.split(rb"\r?\n", _split(raw)[0]):
        if line[:1] in (b" ", b"\t") and found:
            found[-1] = (found[-1][0], found[-1][1] + line)
        elif name := re.match(rb"([\x21-\x39\x3b-\x7e]+)[ \t]*:", line):
            found.append((name[1].decode("ascii").lower(), line[name.end() :]))
    return found
