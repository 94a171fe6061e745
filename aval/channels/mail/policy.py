"""DMARC (RFC 7489, 9091): whether what passed speaks for the domain in From, and what that domain asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from publicsuffixlist import PublicSuffixList

from aval.channels.mail.answers import FAILED, FOUND, Ask, well_formed

POLICIES = ("none", "quarantine", "reject")


@dataclass(frozen=True, slots=True)
class Policy:
    """The policy that holds for a domain: ``action`` is what its owner asks for when nothing aligned passes.

    ``status``: found, none, temperror or permerror. ``record`` is the text as DNS answered it, ``at`` where it stood.
    """

    status: str
    action: str = ""
    record: str = ""
    at: str = ""
    strict_dkim: bool = False
    strict_spf: bool = False


def policy_of(domain: str, ask: Ask) -> Policy:
    """The policy of a domain, or of the organisation or public suffix above it."""
    organisation = organisation_of(domain)
    above = organisation.partition(".")[2]
    for place in dict.fromkeys((domain, organisation, above)):
        found = _record_at(place, ask) if place and well_formed(f"_dmarc.{place}") else None
        if isinstance(found, Policy):
            return found
        if found is None:
            continue
        text, tags = found
        if place == above and tags.get("psd") != "y":
            continue
        action = tags["p"] if place == domain else _inherited(tags, domain, ask)
        strict_dkim, strict_spf = tags.get("adkim") == "s", tags.get("aspf") == "s"
        return Policy("found", action, text, place, strict_dkim, strict_spf)
    return Policy("none")


def aligned(domain: str, other: str, *, strict: bool = False) -> bool:
    """Whether two domains are the same, or of the same organisation unless that is not enough."""
    if not domain or not other:
        return False
    return domain == other or (not strict and organisation_of(domain) == organisation_of(other))


def organisation_of(domain: str) -> str:
    """The domain that somebody registered: the last part that is no public suffix, with one label before it."""
    return _suffixes().privatesuffix(domain.lower()) or domain.lower()


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def _record_at(place: str, ask: Ask) -> tuple[str, dict[str, str]] | Policy | None:
    """The record at a domain and its tags; a policy when the search ends with an error."""
    answer = ask(f"_dmarc.{place}", "TXT")
    if answer.status == FAILED:
        return Policy("temperror", at=place)
    texts = [text for text in answer.values if re.match(r"v\s*=\s*DMARC1\s*(?:;|$)", text)]
    if len(texts) != 1:
        return None
    tags: dict[str, str] = {}
    for part in texts[0].split(";"):
        if not part.strip():
            continue
        tag, equals, value = part.partition("=")
        if not equals or not value.strip():
            return Policy("permerror", record=texts[0], at=place)
        tags.setdefault(tag.strip().lower(), value.strip().lower())
    if tags.get("p") not in POLICIES:
        if "rua" not in tags:
            return Policy("none", record=texts[0], at=place)  # RFC 7489, 6.6.3: then DMARC is not applied at all
        tags["p"] = "none"
    return texts[0], tags


def _inherited(tags: dict[str, str], domain: str, ask: Ask) -> str:
    """What a domain above asks for: other things for names that exist and for names that don't (RFC 9091)."""
    if tags.get("np") in POLICIES and not any(ask(domain, kind).status == FOUND for kind in ("A", "AAAA", "MX")):
        return tags["np"]
    return tags["sp"] if tags.get("sp") in POLICIES else tags["p"]
