"""SPF (RFC 7208): may this address send for that domain? DNS answers are handed in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NamedTuple
from urllib.parse import quote

from aval.channels.mail.answers import FAILED, FOUND, Answer, Ask, well_formed

LOOKUPS, VOID, NAMES = 10, 2, 10  # RFC 7208, 4.6.4
NAME_MAX = 253
_QUALIFIERS = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
_MODIFIER = re.compile(r"([a-z][a-z0-9_.-]*)=(.*)", re.IGNORECASE)
_MECHANISM = re.compile(r"([+?~-]?)(all|include|a|mx|ptr|ip4|ip6|exists)(?![a-z0-9_.=-])(.*)", re.IGNORECASE)
_DUAL = re.compile(r"(?P<domain>(?::[^/]*(?:/[^/]*?)*?)?)(?:/(?P<four>0|[1-9]\d?))?(?://(?P<six>0|[1-9]\d{0,2}))?")
_EXPAND = r"%(?:\{[slodiphcrtv]\d*r?[.+,/_=-]*\}|[%_-])"
_MACRO_STRING = re.compile(rf"(?:{_EXPAND}|[\x21-\x24\x26-\x7e])*", re.IGNORECASE)
_DOMAIN_END = re.compile(
    r"(?:\.(?:[a-z0-9]*[a-z][a-z0-9]*|[a-z0-9]+-[a-z0-9-]*[a-z0-9])\.?|%\{[^}]*\})$", re.IGNORECASE
)
_PIECE = re.compile(r"%\{([a-z])(\d*)(r?)([.+,/_=-]*)\}|%([%_-])", re.IGNORECASE)

Address = IPv4Address | IPv6Address


class SpfResult(NamedTuple):
    """``result`` as RFC 7208 names it, for ``domain``, by its ``record``; ``reason`` in the domain's own words."""

    result: str
    domain: str = ""
    record: str = ""
    reason: str = ""


@dataclass(slots=True)
class _Sender:
    """Who wants to send, and how many questions are left."""

    ask: Ask
    ip: Address
    address: str
    helo: str
    at: datetime
    receiver: str
    lookups: int = 0
    void: int = 0

    @property
    def local(self) -> str:
        return self.address.rpartition("@")[0]

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


class _Error(Exception):
    """The evaluation ends: ``args[0]`` is permerror or temperror."""


@dataclass(slots=True)
class _Term:
    qualifier: str
    name: str
    domain: str = ""
    four: int = 32
    six: int = 128


@dataclass(slots=True)
class _Policy:
    text: str
    terms: list[_Term] = field(default_factory=list)
    redirect: str = ""
    explain: str = ""


def check_host(ask: Ask, *, ip: str, mail_from: str, helo: str, at: datetime, receiver: str = "unknown") -> SpfResult:
    """The result for the envelope's sender, or for the HELO name when the sender is empty (a bounce)."""
    address = mail_from if mail_from.rpartition("@")[2] else f"postmaster@{helo}"
    if "@" not in address:
        address = f"postmaster@{address}"
    elif address.startswith("@"):
        address = f"postmaster{address}"
    client = ip_address(ip)
    if isinstance(client, IPv6Address) and client.ipv4_mapped:
        client = client.ipv4_mapped
    sender = _Sender(ask, client, address, helo, at, receiver)
    domain = sender.domain
    record = ""
    try:
        if not _is_mail_domain(domain):
            return SpfResult("none", domain)
        result, reason, record = _check(sender, domain)
    except _Error as error:
        return SpfResult(error.args[0], domain, record, error.args[1])
    return SpfResult(result, domain, record, reason)


def _is_mail_domain(domain: str) -> bool:
    return well_formed(domain.rstrip(".")) and "." in domain.strip(".") and not domain.startswith("[")


def _check(sender: _Sender, domain: str) -> tuple[str, str, str]:
    """Result, explanation and record of a domain's policy."""
    if not well_formed(domain.rstrip(".")):
        return "none", "", ""
    text = _record(sender, domain)
    if text is None:
        return "none", "", ""
    policy = _parsed(text)
    for term in policy.terms:
        if _matches(sender, term, domain):
            result = _QUALIFIERS[term.qualifier]
            reason = _explained(sender, policy, domain) if result == "fail" else ""
            return result, reason, text
    if policy.redirect:
        _count_lookup(sender)
        target = _expanded(sender, policy.redirect, domain)
        result, reason, _ = _check(sender, target)
        if result == "none":
            raise _Error("permerror", f"{target} has no policy")
        return result, reason, text
    return "neutral", "", text


def _record(sender: _Sender, domain: str) -> str | None:
    answer = sender.ask(domain, "TXT")
    if answer.status == FAILED:
        raise _Error("temperror", f"no answer for {domain}")
    found = [text for text in answer.values if re.match(r"v=spf1(?: |$)", text, re.IGNORECASE)]
    if len(found) > 1:
        raise _Error("permerror", f"{domain} has several policies")
    if found and not found[0].isascii():
        raise _Error("permerror", f"{domain}: not ASCII")
    return found[0] if found else None


def _parsed(text: str) -> _Policy:
    """The policy, checked as a whole before anything of it counts."""
    policy = _Policy(text)
    for word in text[len("v=spf1") :].split(" "):
        if not word:
            continue
        modifier = _MODIFIER.fullmatch(word)
        if modifier:
            _take_modifier(policy, modifier[1].lower(), modifier[2])
        else:
            policy.terms.append(_mechanism(word))
    return policy


def _take_modifier(policy: _Policy, name: str, value: str) -> None:
    if name in ("redirect", "exp"):
        taken = policy.redirect if name == "redirect" else policy.explain
        if taken or not _is_domain_spec(value):
            raise _Error("permerror", f"{name}={value}")
        if name == "redirect":
            policy.redirect = value
        else:
            policy.explain = value
    elif not _MACRO_STRING.fullmatch(value):
        raise _Error("permerror", f"{name}={value}")


def _mechanism(word: str) -> _Term:
    found = _MECHANISM.fullmatch(word)
    if found is None:
        raise _Error("permerror", word)
    term, rest = _Term(found[1] or "+", found[2].lower()), found[3]
    if term.name == "all":
        good = not rest
    elif term.name in ("ip4", "ip6"):
        good, term.domain = _is_network(term.name, rest), rest[1:]
    elif term.name in ("include", "exists", "ptr"):
        term.domain = rest[1:]
        good = (rest.startswith(":") and _is_domain_spec(term.domain)) or (term.name == "ptr" and not rest)
    else:
        good = _take_sizes(term, rest)
    if not good:
        raise _Error("permerror", word)
    return term


def _take_sizes(term: _Term, rest: str) -> bool:
    dual = _DUAL.fullmatch(rest)
    if dual is None:
        return False
    term.domain = dual["domain"][1:]
    term.four, term.six = int(dual["four"] or 32), int(dual["six"] or 128)
    named = bool(dual["domain"])
    return term.four <= 32 and term.six <= 128 and (not named or _is_domain_spec(term.domain))  # noqa: PLR2004


def _is_network(name: str, rest: str) -> bool:
    address, slash, size = rest[1:].partition("/")
    if not rest.startswith(":") or (slash and not re.fullmatch(r"0|[1-9]\d{0,2}", size)):
        return False
    try:
        ip_network(f"{address}/{size}" if slash else address, strict=False)
        return isinstance(ip_address(address), IPv4Address if name == "ip4" else IPv6Address)
    except ValueError:
        return False


def _is_domain_spec(text: str) -> bool:
    if not _MACRO_STRING.fullmatch(text) or re.search(r"%\{[crt]", text, re.IGNORECASE):
        return False
    return _DOMAIN_END.search(text) is not None and all(
        piece[2] is None or piece[2] == "" or int(piece[2]) > 0 for piece in _PIECE.finditer(text)
    )


def _matches(sender: _Sender, term: _Term, domain: str) -> bool:
    if term.name == "all":
        return True
    if term.name in ("ip4", "ip6"):
        return sender.ip in ip_network(term.domain, strict=False)
    _count_lookup(sender)
    target = _expanded(sender, term.domain, domain) if term.domain else domain
    if term.name == "include":
        return _included(sender, target)
    if not well_formed(target):
        return False
    if term.name == "exists":
        return _asked(sender, target, "A").status == FOUND
    if term.name == "ptr":
        return any(name == target or name.endswith(f".{target}") for name in _names(sender))
    hosts = [target] if term.name == "a" else _exchanges(sender, target)
    return any(sender.ip in network for host in hosts for network in _networks(sender, host, term))


def _included(sender: _Sender, target: str) -> bool:
    result = _check(sender, target)[0]
    if result == "none":
        raise _Error("permerror", f"{target} has no policy")
    return result == "pass"


def _networks(sender: _Sender, host: str, term: _Term) -> Iterator[IPv4Network | IPv6Network]:
    kind, size = ("A", term.four) if isinstance(sender.ip, IPv4Address) else ("AAAA", term.six)
    for value in _asked(sender, host, kind).values:
        yield ip_network(f"{value}/{size}", strict=False)


def _exchanges(sender: _Sender, target: str) -> list[str]:
    values = _asked(sender, target, "MX").values
    if len(values) > NAMES:
        raise _Error("permerror", f"{target} has more than {NAMES} mail servers")
    hosts = [value.rpartition(" ")[2].rstrip(".").lower() for value in values]
    return [host for host in hosts if host]


def _names(sender: _Sender) -> list[str]:
    """Names of the sending address that lead back to it."""
    answer = sender.ask(sender.ip.reverse_pointer, "PTR")
    kind = "A" if isinstance(sender.ip, IPv4Address) else "AAAA"
    names = [name.rstrip(".").lower() for name in answer.values[:NAMES]]
    return [name for name in names if sender.ip in map(ip_address, sender.ask(name, kind).values)]


def _count_lookup(sender: _Sender) -> None:
    sender.lookups += 1
    if sender.lookups > LOOKUPS:
        raise _Error("permerror", f"more than {LOOKUPS} questions")


def _asked(sender: _Sender, name: str, kind: str) -> Answer:
    answer = sender.ask(name, kind)
    if answer.status == FAILED:
        raise _Error("temperror", f"no answer for {name}")
    if answer.status != FOUND:
        sender.void += 1
        if sender.void > VOID:
            raise _Error("permerror", f"more than {VOID} questions without an answer")
    return answer


def _explained(sender: _Sender, policy: _Policy, domain: str) -> str:
    """The domain's own explanation of a failure; "" if it gives none that can be used."""
    if not policy.explain:
        return ""
    answer = sender.ask(_expanded(sender, policy.explain, domain), "TXT")
    text = answer.values[0] if len(answer.values) == 1 else ""
    if not text.isascii() or not re.fullmatch(rf"(?:{_EXPAND}|[\x20-\x24\x26-\x7e])*", text, re.IGNORECASE):
        return ""
    return _PIECE.sub(partial(_piece, sender, domain), text)


def _expanded(sender: _Sender, text: str, domain: str) -> str:
    """A domain with its macros filled in, cut from the left to what a name can hold."""
    name = _PIECE.sub(partial(_piece, sender, domain), text).rstrip(".").lower()
    while len(name) > NAME_MAX and "." in name:
        name = name.partition(".")[2]
    return name


def _piece(sender: _Sender, domain: str, match: re.Match[str]) -> str:
    if match[5]:
        return {"%": "%", "_": " ", "-": "%20"}[match[5]]
    letter, digits, reverse, delimiters = match[1], match[2], match[3], match[4]
    value = _macro(sender, domain, letter.lower())
    parts = re.split(f"[{re.escape(delimiters or '.')}]", value)
    if reverse:
        parts.reverse()
    if digits:
        parts = parts[-int(digits) :]
    joined = ".".join(parts)
    return quote(joined, safe="-._~") if letter.isupper() else joined


def _macro(sender: _Sender, domain: str, letter: str) -> str:
    four = isinstance(sender.ip, IPv4Address)
    values = {
        "s": sender.address,
        "l": sender.local,
        "o": sender.domain,
        "d": domain,
        "i": str(sender.ip) if four else ".".join(sender.ip.exploded.replace(":", "").upper()),
        "c": str(sender.ip),
        "v": "in-addr" if four else "ip6",
        "h": sender.helo,
        "r": sender.receiver,
        "t": str(int(sender.at.timestamp())),
    }
    return values[letter] if letter != "p" else _validated(sender, domain)


def _validated(sender: _Sender, domain: str) -> str:
    names = _names(sender)
    for name in names:
        if name == domain.lower():
            return name
    for name in names:
        if name.endswith(f".{domain.lower()}"):
            return name
    return names[0] if names else "unknown"
