"""The SQL functions of sql/documents.sql as expressions over documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQueryField
from django.db import connection
from django.db.models import BooleanField, Case, F, FloatField, Func, OuterRef, Subquery, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from aval.search.models import Standing

STANDING_OF_THE_NEW = 0.5
_SKILLS: "ArrayField[Any, Any]" = ArrayField(TextField())


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed, read once for the whole search: per row it would cost more than all the rest.

    :ivar anywhere: as every language that a document may have understands it
    :ivar own: as each single language does, by its code
    """

    anywhere: str
    own: Mapping[str, str]

    @classmethod
    def read(cls, words: str) -> "Typed":
        """Let the database read the words."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT search_query(%s)::text, search_query_in('es', %s)::text, search_query_in('pt', %s)::text,"
                " search_query_in('en', %s)::text",
                [words] * 4,
            )
            anywhere, es, pt, en = cursor.fetchone()
        return cls(anywhere, {"es": es, "pt": pt, "en": en})


def query(typed: str) -> Func:
    """A query that was read before."""
    return Func(Value(typed), template="%(expressions)s::tsquery", output_field=SearchQueryField())


def resembling(language: str, words: str) -> Func:
    """Any of these words, of a text in this language; read once, as :class:`Typed` is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_any(%s, %s)::text", [language, words])
        (read,) = cursor.fetchone()
    return query(read)


def matches(wanted: Combinable) -> Func:
    """Whether a document has what the query wants."""
    return Func(F("vector"), wanted, arg_joiner=" @@ ", template="(%(expressions)s)", output_field=BooleanField())


def likeness(wanted: Combinable) -> Func:
    """How much a document has of the query, from 0 towards 1; titles and skills count for more than texts."""
    return Func(F("vector"), wanted, Value(32), function="ts_rank", output_field=FloatField())


def rank(typed: Typed) -> Combinable:
    """How well what was typed fits a document, from 0 towards 1: mostly as its own language understands the words."""
    in_its_language = Case(
        When(language="es", then=query(typed.own["es"])),
        When(language="pt", then=query(typed.own["pt"])),
        default=query(typed.own["en"]),
        output_field=SearchQueryField(),
    )
    return likeness(in_its_language) * 0.9 + likeness(query(typed.anywhere)) * 0.1


def folded(skills: Sequence[str]) -> Func:
    """Skills as documents have them: in lower case, without accents."""
    return Func(Value(list(skills), output_field=_SKILLS), function="search_folded_skills", output_field=_SKILLS)


def share(there: Combinable, wanted: Combinable) -> Func:
    """Which share of the wanted skills is there, from 0 to 1."""
    return Func(there, wanted, function="search_share", output_field=FloatField())


def standing(person: str) -> Combinable:
    """How well the contracts of the professional in this column went, from 0 to 1; in the middle for who is new."""
    score = Standing.objects.filter(account_id=OuterRef(person)).values("score")
    return Coalesce(Subquery(score), Value(STANDING_OF_THE_NEW))
