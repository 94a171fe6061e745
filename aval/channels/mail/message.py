"""One e-mail as an entry. Everything is decoded by hand from the standard library's oldest and fastest policy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import collapse_rfc2231_value, getaddresses, parsedate_to_datetime
from functools import partial
from hashlib import sha256

from aval.channels.entry import Attachment, Entry, Flag
from aval.channels.files import Files
from aval.channels.limits import Limits
from aval.channels.prints import Prints
from aval.channels.structured import entry, numbered, words_of

# What the standard library's mail package has been seen to raise on damaged mail.
FAULTS = (
    ValueError, LookupError, TypeError, AttributeError, AssertionError, OverflowError, MessageError, RecursionError,
)  # fmt: skip
LONGEST_ADDRESS = 8192  # the library takes quadratic time for addresses, and goes deep
RAW = 256 * 1024  # longer messages keep only their headers in ``raw``
DEPTH = 24
_SPACES = re.compile(r"[\r\n]+[ \t]*")
# Each begins where a word does and takes it whole, so that a long one costs no more than its length.
_ADDRESS = re.compile(r"(?<![^\s<>@\"])[^\s<>@\"]++@[^\s<>@\".]++(?:\.[^\s<>@\".]++)+")
_ANGLED = re.compile(r"<([^<>\s@]++@[^<>\s@]++)>")
_REPLY = re.compile(r"^(?:(?:re|rv|fw|fwd|res|enc|aw|sv|tr)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_IDS = re.compile(r"<[^<>\s]+>")


def read_message(
    raw: bytes, number: int, files: Files, again: Callable[[], bytes], prints: Prints, limits: Limits
) -> Entry:
    """The entry of an e-mail; ``again`` gives its bytes anew, for its attachments."""
    message = message_from_bytes(raw)
    subject, sender = header(message, "Subject"), header(message, "From")
    name, address = address_of(sender)
    at, at_local = _moment(header(message, "Date"))
    leaves = list(_leaves(message))
    text = _text(message, 0)[: limits.entry_chars]
    own_id = header(message, "Message-ID").strip()
    answered = _IDS.findall(header(message, "In-Reply-To")) or _IDS.findall(header(message, "References"))[-1:]
    thread = _IDS.findall(header(message, "References"))[:1] or answered[:1]
    extra = {"subject": subject, "from_name": name, "parts": str(len(leaves))}
    extra |= {key.lower(): header(message, key) for key in ("To", "Cc") if message.get(key)}
    attachments = tuple(_attachments(leaves, number, files, again))
    defects = sum(len(part.defects) for part in message.walk())
    if defects:
        extra["defects"] = str(defects)
    shown = raw if len(raw) <= RAW else re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0][:RAW]
    digest = sha256(raw).hexdigest()
    made = entry(
        "email",
        _REPLY.sub("", subject).strip(),
        number,
        id=own_id or f"sha256:{digest}",
        author=address or name or None,
        text=text,
        at=at,
        at_local=at_local,
        attachments=attachments,
        reply_to=answered[0] if answered else None,
        thread=thread[0] if thread else None,
        raw=shown.decode("utf-8", "replace"),
        flags=_doubts(name, address),
        precision="s" if at else "unknown",
        extra={**extra, "sha256": digest},
        # Two different mails may carry one id: then they are two versions, told apart by their digests.
        identity=(own_id or digest,),
    )
    return made if own_id else numbered(made, prints)._replace(id=made.id)


def header(message: Message, name: str) -> str:
    """A header's text, its encoded words decoded, raw bytes taken as UTF-8 or Windows-1252."""
    for key, value in message.raw_items():
        if key.lower() == name.lower():
            return _SPACES.sub(" ", decoded_words(_plain(str(value)))).strip()
    return ""


def decoded_words(text: str) -> str:
    """A text with its encoded words (RFC 2047) decoded; what can't be stays as it is."""
    if "=?" not in text:
        return text
    try:
        pieces = decode_header(_latin_words(text))
    except FAULTS:
        return text
    shown = []
    for piece, charset in pieces:
        shown.append(piece if isinstance(piece, str) else decode(piece, charset or "ascii"))
    return "".join(shown)


def _latin_words(text: str) -> str:
    """Encoded words in which somebody left a raw letter: the letter becomes what the word's encoding writes for it."""

    def mended(match: re.Match[str]) -> str:
        charset, body = match[1], match[2]
        try:
            shown = (c if c.isascii() else "".join(f"={byte:02X}" for byte in c.encode(charset)) for c in body)
            return f"=?{charset}?Q?{''.join(shown)}?="
        except (LookupError, UnicodeEncodeError):
            return match[0]

    return re.sub(r"=\?([\w-]+)\?[qQ]\?([^?]*[^\x00-\x7f?][^?]*)\?=", mended, text)


def decode(data: bytes, charset: str) -> str:
    """Bytes in a charset, which may be unknown or wrong: then UTF-8 if it holds, else Windows-1252."""
    for candidate in (charset, "utf-8"):
        try:
            return data.decode(candidate)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return data.decode("cp1252", "replace")


def address_of(sender: str) -> tuple[str, str]:
    """Display name and address of a From header. The address is what stands in angle brackets, if anything does."""
    sender = sender[:LONGEST_ADDRESS]
    angled = _ANGLED.search(sender)
    if angled:
        return sender[: angled.start()].strip().strip('"'), angled[1]
    try:
        found = [pair for pair in getaddresses([sender]) if "@" in pair[1]]
    except FAULTS:
        found = []
    if found:
        return found[0]
    bare = _ADDRESS.search(sender)
    return (sender.strip(), bare.group()) if bare else (sender.strip(), "")


def _doubts(name: str, address: str) -> tuple[Flag, ...]:
    shown = _ADDRESS.search(name)
    if shown and address and shown.group().lower() != address.lower():
        return (Flag("name-is-address", f"{shown.group()} / {address}"),)
    return ()


def _plain(value: str) -> str:
    """A header's raw value: bytes that are no ASCII come as surrogates."""
    if value.isascii():
        return value
    data = value.encode("utf-8", "surrogateescape")
    return decode(data, "utf-8")


def _moment(written: str) -> tuple[datetime | None, str | None]:
    try:
        at = parsedate_to_datetime(written)
    except FAULTS:
        return None, None
    # "-0000" says UTC without saying where (RFC 5322, 3.3).
    local = at.replace(tzinfo=None)
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return aware, local.isoformat()


def _leaves(message: Message, depth: int = 0) -> Iterator[Message]:
    children = _children(message)
    if not children or depth >= DEPTH:
        yield message
    for child in children if depth < DEPTH else ():
        yield from _leaves(child, depth + 1)


def _children(part: Message) -> list[Message]:
    """The parts of a multipart, whatever the library made of them."""
    payload = part.get_payload() if part.is_multipart() else None
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def _is_file(part: Message) -> bool:
    disposition = str(part.get("Content-Disposition", "")).partition(";")[0].strip().lower()
    return (
        disposition == "attachment"
        or bool(_name(part))
        or part.get_content_maintype() not in ("text", "multipart", "message")
    )


def _text(part: Message, depth: int) -> str:
    """The words of a mail: of alternatives the plain one, of several parts all that are no files."""
    if depth > DEPTH:
        return ""
    if children := _children(part):
        if part.get_content_subtype() == "alternative":
            plain = [child for child in children if child.get_content_type() == "text/plain"]
            children = plain[:1] or children[-1:]
        return "\n\n".join(words for child in children if (words := _text(child, depth + 1)))
    if part.get_content_maintype() != "text" or _is_file(part):
        return ""
    data = _bytes(part)
    text = decode(data, _charset(part)).replace("\r\n", "\n").strip("\n")
    return words_of(text) if part.get_content_subtype() == "html" else text


def _charset(part: Message) -> str:
    try:
        return part.get_content_charset() or "utf-8"
    except FAULTS:
        return "utf-8"


def _bytes(part: Message) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except FAULTS:
        payload = None
    return payload if isinstance(payload, bytes) else b""


def _name(part: Message) -> str:
    """A part's file name, in any of the ways mail knows (RFC 2231, RFC 2047, raw)."""
    for key, param in (("Content-Disposition", "filename"), ("Content-Type", "name")):
        raw = next((str(value) for name, value in part.raw_items() if name.lower() == key.lower()), "")
        holder = Message()
        holder[key] = _SPACES.sub(" ", _plain(raw))
        try:
            value = holder.get_param(param, None, key)
            name = decoded_words(collapse_rfc2231_value(value)) if value else ""
        except FAULTS:
            name = ""
        if name.strip():
            return name.strip().replace("\r", "").replace("\n", "")
    return ""


def _attachments(leaves: list[Message], number: int, files: Files, again: Callable[[], bytes]) -> Iterator[Attachment]:
    for index, part in enumerate(leaves):
        if _is_file(part):
            maintype = part.get_content_maintype()
            media = maintype if maintype in ("image", "video", "audio") else "document"
            yield files.add(number, _name(part), media, partial(_content, [part], again, index))


def _content(held: list[Message], again: Callable[[], bytes], index: int) -> Iterator[bytes]:
    """The bytes of a part: from the message while it is at hand, later from the file."""
    part = held.pop() if held else list(_leaves(message_from_bytes(again())))[index]
    yield _bytes(part)
