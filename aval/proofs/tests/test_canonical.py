import json
import re
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from aval.proofs import canonical
from aval.proofs.canonical import INTEGER_MAX, ProfileError

JCS = Path(__file__).parent / "vectors" / "jcs"

keys = st.text("abcdefghijklmnopqrstuvwxyz0123456789_", min_size=1, max_size=12)
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
leaves = st.booleans() | st.integers(-INTEGER_MAX, INTEGER_MAX) | text
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=20
)


@given(values)
def test_inside_the_profile_it_spells_as_rfc_8785_does(value: Any) -> None:
    assert canonical.encode(value) == rfc8785.dumps(value)


@given(values)
def test_decoding_what_was_encoded_gives_the_same_value(value: Any) -> None:
    assert canonical.decode(canonical.encode(value)) == value


@given(values, st.data())
def test_any_other_spelling_of_the_same_value_is_refused(value: Any, data: st.DataObject) -> None:
    spelling = data.draw(
        st.sampled_from(
            [
                json.dumps(value, indent=1),
                json.dumps(value, ensure_ascii=True),
                json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=False),
                " " + json.dumps(value),
            ]
        )
    ).encode()
    if spelling == canonical.encode(value):
        return

    with pytest.raises(ProfileError):
        canonical.decode(spelling)


@given(st.binary(max_size=60))
def test_arbitrary_bytes_are_either_canonical_or_refused(data: bytes) -> None:
    try:
        value = canonical.decode(data)
    except ProfileError:
        return

    assert canonical.encode(value) == data


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (1.5, "$"),
        (None, "$"),
        ({"a": {"b": [1, None]}}, "$.a.b[1]"),
        ({"a": 2**53}, "$.a"),
        ({"a": -(2**53)}, "$.a"),
        ({"A": 1}, "$"),
        ({"": 1}, "$"),
        ({"ñ": 1}, "$"),
        ({1: 1}, "$"),
        ({"a": b"bytes"}, "$.a"),
        ({"a": {1, 2}}, "$.a"),
        ({"a": ["x", "\ud800"]}, "$.a[1]"),
    ],
)
def test_a_value_outside_the_profile_is_refused_with_its_place(value: Any, path: str) -> None:
    with pytest.raises(ProfileError) as refusal:
        canonical.encode(value)

    assert refusal.value.path == path


def test_a_subclass_of_an_allowed_type_is_refused() -> None:
    class Loud(str):
        __slots__ = ()

    with pytest.raises(ProfileError):
        canonical.encode({"a": Loud("x")})


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"a":1,"a":1}', "repeated"),
        (b'{"a":1,"a":2}', "repeated"),
        (b'{"a":1.0}', "float"),
        (b'{"a":1e2}', "float"),
        (b'{"a":NaN}', "not an integer"),
        (b'{"a":-Infinity}', "not an integer"),
        (b'{"a":null}', "null"),
        (b'{"a":"\\ud800"}', "surrogate"),
        (b'{"b":1,"a":2}', "canonical"),
        (b'{"a": 1}', "canonical"),
        (b'{"a":1}\n', "canonical"),
        (b'{"a":-0}', "canonical"),
        (b'{"a":"\\u0041"}', "canonical"),
        (b'{"a":9007199254740992}', "integer"),
        (b'{"a":' + b"9" * 5000 + b"}", "beyond"),
        (b'{"a":"\xff"}', "UTF-8"),
        (b"[" * 40 + b"]" * 40, "nested"),
        (b"[" * 9000 + b"]" * 9000, "nested"),
        (b'{"a":1', "JSON"),
        (b"", "JSON"),
        (b'\xef\xbb\xbf{"a":1}', "JSON"),
    ],
)
def test_bytes_outside_the_profile_are_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ProfileError, match=re.escape(reason)):
        canonical.decode(data)


def test_text_is_kept_as_received() -> None:
    decomposed = "Nu\u0301n\u0303ez \U0001f600\u200b"

    assert canonical.decode(canonical.encode({"a": decomposed})) == {"a": decomposed}


@pytest.mark.parametrize("path", sorted((JCS / "output").iterdir()), ids=lambda path: path.name)
def test_the_strings_of_the_jcs_vectors_are_spelled_as_there(path: Path) -> None:
    spelled = path.read_bytes()

    strings = list(_strings(json.loads(spelled)))

    assert strings
    assert all(canonical.encode(string) in spelled for string in strings)


@pytest.mark.parametrize("path", sorted((JCS / "input").iterdir()), ids=lambda path: path.name)
def test_jcs_inputs_go_through_exactly_when_they_are_inside_the_profile(path: Path) -> None:
    value = json.loads(path.read_bytes())

    try:
        encoded = canonical.encode(value)
    except ProfileError:
        assert not _inside(value)
    else:
        assert _inside(value)
        assert encoded == (JCS / "output" / path.name).read_bytes()


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [string for pair in value.items() for item in pair for string in _strings(item)]
    return [string for item in value for string in _strings(item)] if isinstance(value, list) else []


def _inside(value: Any) -> bool:
    if isinstance(value, dict):
        return all(re.fullmatch("[a-z0-9_]+", key) and _inside(item) for key, item in value.items())
    if isinstance(value, list):
        return all(map(_inside, value))
    return isinstance(value, (str, int))
