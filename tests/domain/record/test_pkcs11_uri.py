"""PKCS#11 URIs: read as RFC 7512 has them, and refused where they say more or less than what is looked at."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aval.record.pkcs11_uri import DeviceUri, NotAUri

UNRESERVED = "ABCXYZabcxyz019-._~"
IN_BOTH = UNRESERVED + ":[]@!$'()*+,="
MAY_STAND = {"path": IN_BOTH + "&", "query": IN_BOTH + "/?|"}
MODULE = "?module-path=/usr/lib/m.so"


@st.composite
def written(draw: st.DrawFn, data: bytes, where: str) -> str:
    """Write a value in one of its many spellings: what may stand as it is also goes with a percent sign."""
    return "".join(
        chr(byte)
        if chr(byte) in MAY_STAND[where] and draw(st.booleans())
        else draw(st.sampled_from([f"%{byte:02x}", f"%{byte:02X}"]))
        for byte in data
    )


TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
FILES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12).map(lambda name: f"/{name}")
SAID: dict[str, st.SearchStrategy[Any]] = {
    "token": TEXTS,
    "manufacturer": TEXTS,
    "model": TEXTS,
    "serial": TEXTS,
    "slot_id": st.integers(0, 2**64 - 1),
    "label": TEXTS,
    "id": st.binary(max_size=8),
}
NAMES = {"slot_id": "slot-id", "label": "object"}


@st.composite
def uris(draw: st.DrawFn) -> tuple[str, DeviceUri]:
    """Return a URI and what it says."""
    said = draw(st.fixed_dictionaries({}, optional=SAID).filter(lambda said: {"label", "id"} & set(said)))
    module = draw(FILES)
    pin = draw(st.one_of(st.none(), FILES.map(Path), TEXTS))
    path = []
    for name, value in draw(st.permutations(list(said.items()))):
        spelled = value if isinstance(value, bytes) else str(value).encode()
        attribute = str(value) if name == "slot_id" else draw(written(spelled, "path"))
        path.append(f"{NAMES.get(name, name)}={attribute}")
    query = [f"module-path={draw(written(module.encode(), 'query'))}"]
    if pin is not None:
        name = "pin-source" if isinstance(pin, Path) else "pin-value"
        query.append(f"{name}={draw(written(str(pin).encode(), 'query'))}")
    means = DeviceUri(
        module=Path(module),
        **said,
        pin_file=pin if isinstance(pin, Path) else None,
        pin=pin if isinstance(pin, str) else None,
    )
    return f"pkcs11:{';'.join(path)}?{'&'.join(draw(st.permutations(query)))}", means


@given(uris())
def test_what_is_written_in_whatever_spelling_is_read_back(uri: tuple[str, DeviceUri]) -> None:
    text, means = uri

    assert DeviceUri.parse(text) == means


@given(uris())
def test_what_names_the_key_is_written_without_pin_comma_or_space_and_read_back(uri: tuple[str, DeviceUri]) -> None:
    _, means = uri

    name = str(means)

    again = DeviceUri.parse(f"{name}?module-path=/m.so")
    assert [getattr(again, one) for one in SAID] == [getattr(means, one) for one in SAID]
    assert not set(name) & set(", ?\n")


def test_what_a_devices_tool_prints_is_taken() -> None:
    uri = DeviceUri.parse(
        "pkcs11:model=SoftHSM%20v2;manufacturer=Snake%20Oil,%20Inc.;serial=6ca3898c95979d15;token=My%20token;"
        "id=%01%ff;object=record;type=private?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/etc/pin"
    )

    assert uri == DeviceUri(
        Path("/usr/lib/softhsm/libsofthsm2.so"),
        token="My token",
        manufacturer="Snake Oil, Inc.",
        model="SoftHSM v2",
        serial="6ca3898c95979d15",
        label="record",
        id=b"\x01\xff",
        pin_file=Path("/etc/pin"),
    )


@pytest.mark.parametrize(
    "source", ["/etc/my%20pin", "file:/etc/my%2520pin", "file:///etc/my%2520pin", "FILE://localhost/etc/my%2520pin"]
)
def test_a_file_with_the_pin_is_named_by_its_path_or_as_a_file_uri(source: str) -> None:
    assert DeviceUri.parse(f"pkcs11:object=x{MODULE}&pin-source={source}").pin_file == Path("/etc/my pin")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ed25519:AAAA", "begins with pkcs11:"),
        ("pkcs11:", "names no key"),
        (f"pkcs11:token=x{MODULE}", "names no key"),
        ("pkcs11:object=x", "names no module"),
        ("pkcs11:object=x?", "names no module"),
        (f"pkcs11:object=x;color=red{MODULE}", "in front of the question mark it may only say token,"),
        (f"pkcs11:object=x;library-version=3{MODULE}", "in front of the question mark"),
        (f"pkcs11:object=x;module-path=/m.so{MODULE}", "in front of the question mark"),
        (f"pkcs11:object=x{MODULE}&color=red", "behind the question mark it may only say module-path,"),
        (f"pkcs11:object=x{MODULE}&module-name=softhsm2", "behind the question mark"),
        (f"pkcs11:object=x{MODULE}&object=y", "behind the question mark"),
        (f"pkcs11:object=x;object=y{MODULE}", "object is there twice"),
        (f"pkcs11:object=x;type=private;type=private{MODULE}", "type is there twice"),
        (f"pkcs11:object=x{MODULE}&pin-value=1&pin-value=1", "pin-value is there twice"),
        (f"pkcs11:object=x;{MODULE}", "each as NAME=VALUE"),
        (f"pkcs11:object{MODULE}", "each as NAME=VALUE"),
        (f"pkcs11:OBJECT=x{MODULE}", "in front of the question mark"),
        (f"pkcs11:object=x y{MODULE}", "percent sign"),
        (f"pkcs11:object=x/y{MODULE}", "percent sign"),
        (f"pkcs11:object=é{MODULE}", "percent sign"),
        (f"pkcs11:object=%4{MODULE}", "percent sign"),
        (f"pkcs11:object=%zz{MODULE}", "percent sign"),
        (f"pkcs11:object=x{MODULE}#there", "percent sign"),
        (f"pkcs11:object=%ff{MODULE}", "not UTF-8"),
        (f"pkcs11:object=x;slot-id=1a{MODULE}", "slot-id is a number"),
        (f"pkcs11:object=x;slot-id=%31{MODULE}", "slot-id is a number"),
        (f"pkcs11:object=x;slot-id={MODULE}", "slot-id is a number"),
        (f"pkcs11:object=x;type=public{MODULE}", "a private one"),
        ("pkcs11:object=x?module-path=m.so", "with a slash in front"),
        ("pkcs11:object=x?module-path=/m%00.so", "with a slash in front"),
        (f"pkcs11:object=x{MODULE}&pin-source=pin", "with a slash in front"),
        (f"pkcs11:object=x{MODULE}&pin-source=|/bin/pin", "a command is not run"),
        (f"pkcs11:object=x{MODULE}&pin-source=file://elsewhere/pin", "a file of this machine"),
        (f"pkcs11:object=x{MODULE}&pin-source=file:pin", "a file of this machine"),
        (f"pkcs11:object=x{MODULE}&pin-source=https://pins/", "with a slash in front"),
        (f"pkcs11:object=x{MODULE}&pin-source=/pin&pin-value=4711", "exclude one another"),
    ],
)  # fmt: skip
def test_a_uri_that_says_too_much_or_too_little_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(NotAUri) as refused:
        DeviceUri.parse(text)

    assert reason in str(refused.value)
    assert "4711" not in str(refused.value)


def test_a_pin_is_in_no_text_about_the_key() -> None:
    uri = DeviceUri.parse(f"pkcs11:object=x{MODULE}&pin-value=4711")

    assert "4711" not in f"{uri} {uri!r}"
