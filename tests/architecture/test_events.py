"""Every kind of event comes back from the record as it was said, and has a sentence for people."""

import dataclasses
import types
import typing
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.module_loading import module_has_submodule
from hypothesis import given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from aval.kernel.money import CURRENCIES, Money
from aval.proofs import canonical
from aval.record.events import Event, FileRef, PartOf, Ref, Text, kind_of, kinds
from tests.architecture.ladder import our_modules

for _name in our_modules():
    if module_has_submodule(import_module(_name), "events"):
        import_module(f"{_name}.events")

KINDS = {kind: cls for kind, cls in sorted(kinds().items()) if cls.__module__.startswith("aval.")}
LANGUAGES = ("en", "es", "pt-br")

texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=60)
BY_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    UUID: st.uuids(),
    int: st.integers(0, 2**53 - 1),
    bool: st.booleans(),
    str: st.from_regex(r"[a-z0-9][a-z0-9_/.-]{0,20}", fullmatch=True),
    datetime: st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
        lambda moment: moment.replace(microsecond=moment.microsecond // 1_000 * 1_000)
    ),
    date: st.dates(date(1990, 1, 1), date(2200, 1, 1)),
    Money: st.builds(Money, st.integers(0, 2**53 - 1), st.sampled_from(sorted(CURRENCIES))),
    Text: texts.map(Text),
    Ref: st.integers(0, 10_000).map(Ref),
    PartOf: st.builds(PartOf, st.integers(0, 10_000), st.sampled_from(["text", "attachments.0"])),
    FileRef: st.builds(
        FileRef,
        st.binary(min_size=32, max_size=32).map(bytes.hex),
        texts,
        st.just("application/pdf"),
        st.integers(1, 10**8),
    ),
}


def events_of(cls: type[Event]) -> st.SearchStrategy[Event]:
    """Return a strategy of events of one kind, made from the types of its fields."""
    hints = typing.get_type_hints(cls)
    fields = {field.name: _values(hints[field.name]) for field in dataclasses.fields(cls)}  # type: ignore[arg-type]
    return st.builds(cls, **fields)


def _values(hint: Any) -> st.SearchStrategy[Any]:
    if isinstance(hint, types.UnionType):
        return st.none() | _values(next(part for part in typing.get_args(hint) if part is not types.NoneType))
    if typing.get_origin(hint) is tuple:
        item, rest = typing.get_args(hint)
        assert rest is Ellipsis, "a field with several values holds any number of them"
        return st.lists(_values(item), max_size=3).map(tuple)
    return BY_TYPE[hint]


def read_back(event: Event) -> Event:
    """Take an event apart as the record does, and build it again from its parts."""
    facts = canonical.decode(canonical.encode(event.facts())) if event.facts() else {}
    return kind_of(event.KIND).restore(facts, dict(event.texts()), dict(event.files()), event.references())


@pytest.mark.parametrize("kind", KINDS)
def test_an_event_comes_back_as_it_was_said(kind: str) -> None:
    @bounds(max_examples=15, deadline=None, database=None)
    @given(events_of(KINDS[kind]))
    def check(event: Event) -> None:
        assert read_back(event) == event

    check()


@pytest.mark.parametrize("kind", KINDS)
def test_an_event_has_a_sentence_in_each_language_even_after_its_texts_were_erased(kind: str) -> None:
    @bounds(max_examples=10, deadline=None, database=None)
    @given(events_of(KINDS[kind]), st.sampled_from(LANGUAGES))
    def check(event: Event, language: str) -> None:
        erased = kind_of(kind).restore(event.facts() and canonical.decode(canonical.encode(event.facts())), {}, {}, {})
        with translation.override(language):
            for one in (event, erased):
                sentence = one.sentence()
                assert sentence.strip()
                assert "%(" not in sentence
                assert "None" not in sentence

    check()


@pytest.mark.parametrize("kind", KINDS)
def test_an_event_has_a_versioned_name_under_its_module(kind: str) -> None:
    module, name, version = kind.split(".")

    assert module == KINDS[kind].__module__.split(".")[1]
    assert name.replace("-", "").isalpha()
    assert name.islower()
    assert int(version) >= 1
    assert KINDS[kind].__doc__


@pytest.mark.parametrize("kind", KINDS)
def test_what_people_wrote_stands_apart_from_the_facts(kind: str) -> None:
    # Facts can't be erased one by one, so that whatever is personal must be a text.
    personal = {"text", "note", "reasons", "statement", "name", "title", "label", "people", "file_name", "links"}
    hints = typing.get_type_hints(KINDS[kind])

    assert [name for name in personal & set(hints) if Text not in (hints[name], *typing.get_args(hints[name]))] == []


@pytest.mark.parametrize("language", ["es", "pt-br"])
def test_events_are_told_in_the_readers_language(language: str) -> None:
    if not any(settings.LOCALE_PATHS[0].rglob("*.mo")):
        pytest.skip("the catalogues are not compiled: python tools/messages.py --compile")
    examples = {kind: _plain_example(cls) for kind, cls in KINDS.items()}

    with translation.override("en"):
        english = {kind: event.sentence() for kind, event in examples.items()}
    with translation.override(language):
        assert [kind for kind, event in examples.items() if event.sentence() == english[kind]] == []


def _plain_example(cls: type[Event]) -> Event:
    plain: dict[Any, Any] = {
        UUID: UUID(int=7), int: 2, bool: True, str: "x", datetime: datetime(2026, 3, 2, tzinfo=UTC),
        date: date(2026, 3, 2), Money: Money(50_000, "USD"), Text: Text("…"), Ref: Ref(1),
        PartOf: PartOf(1, "text"),
        FileRef: FileRef("ab" * 32, "x.pdf", "application/pdf", 12),
    }  # fmt: skip
    values: dict[str, Any] = {}
    for name, hint in typing.get_type_hints(cls).items():
        if name == "KIND":
            continue
        bare = typing.get_args(hint)[0] if isinstance(hint, types.UnionType) else hint
        values[name] = (plain[typing.get_args(bare)[0]],) if typing.get_origin(bare) is tuple else plain[bare]
    return cls(**values)


def test_the_events_of_all_modules_were_looked_at() -> None:
    told = {kind.split(".")[0] for kind in KINDS}

    assert len(KINDS) > 50
    assert {"record", "moderation", "conversation", "projects", "contracts", "imports", "cases", "reputation"} <= told
