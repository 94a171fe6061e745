"""Finding projects and professionals, with how many each further filter would leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Func, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from aval.accounts.models import Profile
from aval.projects.models import Proposal
from aval.projects.states import OPEN_PROPOSALS, ProposalStatus
from aval.search.expressions import Typed, folded, matches, query, rank, share, standing
from aval.search.filters import ProfessionalFilters, ProjectFilters
from aval.search.models import ProfessionalDocument, ProjectDocument, SavedSearch

SKILLS_SHOWN = 15
COUNTRIES_SHOWN = 20
WORDS_MAX = 12

Conditions = dict[str, Q]


@dataclass(frozen=True, slots=True)
class Facet:
    """One value that a search may be narrowed to, and how many it would leave."""

    value: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    :ivar documents: in order, best or newest first; slice it
    :ivar facets: by filter's name, the values with most results first
    :ivar corrected: the words that were searched for instead of mistyped ones; empty if what was typed was found
    """

    documents: QuerySet[Any]
    facets: Mapping[str, list[Facet]]
    corrected: str = ""


def find_projects(filters: ProjectFilters, *, reader_id: UUID | None = None) -> Found:
    """Find public projects that take proposals: by the words, and by how well they fit the reader. Never by payment.

    :param reader_id: whose skills rank the results, and whose own projects are left out
    """
    documents = ProjectDocument.objects.all()
    if reader_id is not None:
        documents = documents.exclude(client_id=reader_id)
    words, corrected = _words(documents, filters.text, exact=filters.exact)
    conditions = _shared_conditions(filters) | {
        "kind": Q(kind__in=filters.kind),
        "category": Q(category__in=filters.category),
        "language": Q(language__in=filters.language),
        "price": _budget(filters),
    }
    found = _Search(documents, words, _without_open(filters, conditions))
    listed = found.all().annotate(
        match=_words_match(words) + _skills_match(_skills_of(reader_id)), proposals=_proposal_count()
    )
    orders: dict[str, list[Any]] = {
        "": ["-match", "-appeared_at"] if words else ["-appeared_at"],
        "newest": ["-appeared_at"],
        "budget": [F("price_to_minor").desc(nulls_last=True), "-appeared_at"],
    }
    return Found(
        listed.select_related("project__client__profile")
        .defer("vector")
        .order_by(*orders[filters.sort], "-project_id"),
        {
            "category": found.facet("category", filters.category),
            "kind": found.facet("kind", filters.kind),
            "skill": found.facet("skill", filters.skill, several="skills", most=SKILLS_SHOWN),
            "language": found.facet("language", filters.language),
            "country": found.facet("country", filters.country, most=COUNTRIES_SHOWN),
        },
        corrected,
    )


def find_professionals(filters: ProfessionalFilters, *, reader_id: UUID | None = None) -> Found:
    """Find people who offer work; by the words, and by how their contracts went.

    :param reader_id: who is looking, and so is left out
    """
    documents = ProfessionalDocument.objects.all()
    if reader_id is not None:
        documents = documents.exclude(account_id=reader_id)
    words, corrected = _words(documents, filters.text, exact=filters.exact)
    conditions = _shared_conditions(filters) | {
        "availability": Q(availability__in=filters.availability),
        "language": Q(languages__overlap=list(filters.language)),
        "price": _rate(filters),
    }
    found = _Search(documents, words, _without_open(filters, conditions))
    listed = found.all().annotate(match=_words_match(words) + standing("account_id") * 0.2)
    orders: dict[str, list[Any]] = {
        "": ["-match", "-appeared_at"],
        "newest": ["-appeared_at"],
        "rate": [F("rate_minor").asc(nulls_last=True), "-match"],
    }
    return Found(
        listed.select_related("account__profile").defer("vector").order_by(*orders[filters.sort], "-account_id"),
        {
            "skill": found.facet("skill", filters.skill, several="skills", most=SKILLS_SHOWN),
            "availability": found.facet("availability", filters.availability),
            "language": found.facet("language", filters.language, several="languages"),
            "country": found.facet("country", filters.country, most=COUNTRIES_SHOWN),
        },
        corrected,
    )


def known_skills(prefix: str, *, most: int = 10) -> list[str]:
    """Return skills that begin like this, those that most people and projects name first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT skill FROM (SELECT unnest(skills) AS skill FROM search_projectdocument"
            " UNION ALL SELECT unnest(skills) FROM search_professionaldocument) AS named"
            " WHERE starts_with(skill, search_fold(%s)) GROUP BY skill ORDER BY count(*) DESC, skill LIMIT %s",
            [prefix, most],
        )
        return [skill for (skill,) in cursor.fetchall()]


def professional_ids() -> list[UUID]:
    """Return everybody who offers work."""
    return list(ProfessionalDocument.objects.order_by("account_id").values_list("account_id", flat=True))


def saved_searches(account_id: UUID) -> QuerySet[SavedSearch]:
    """Return what somebody keeps, by name."""
    return SavedSearch.objects.filter(account_id=account_id).order_by("name")


class _Search:
    """One search: all that is found, and the same with one filter left open to count its values."""

    def __init__(self, documents: QuerySet[Any], words: "_Words | None", conditions: Conditions) -> None:
        self._documents = words.narrow(documents) if words else documents
        self._conditions = conditions

    def all(self, *, but: str = "") -> QuerySet[Any]:
        documents = self._documents
        for name, condition in self._conditions.items():
            if name != but:
                documents = documents.filter(condition)
        return documents

    def facet(self, name: str, chosen: tuple[str, ...], *, several: str = "", most: int = 30) -> list[Facet]:
        # Skills must all be there, so that choosing one narrows the others; of the rest any one will do.
        documents = self.all(but="" if name == "skill" else name)
        value: Combinable = Func(F(several), function="unnest", output_field=TextField()) if several else F(name)
        counted = (
            documents.order_by()
            .annotate(value=value)
            .values("value")
            .annotate(count=Count("pk"))
            .order_by("-count", "value")
        )
        facets = {row["value"]: row["count"] for row in counted[: most + len(chosen)] if row["value"]}
        shown = [*chosen, *(value for value in facets if value not in chosen)][: most + len(chosen)]
        return [Facet(value, facets.get(value, 0), value in chosen) for value in shown]


@dataclass(frozen=True, slots=True)
class _Words:
    """What is looked for, and what must not be there."""

    wanted: Typed | None
    unwanted: tuple[Typed, ...]

    def narrow(self, documents: QuerySet[Any]) -> QuerySet[Any]:
        if self.wanted:
            documents = documents.filter(matches(query(self.wanted.anywhere)))
        for word in self.unwanted:
            documents = documents.exclude(matches(query(word.anywhere)))
        return documents


def _words(documents: QuerySet[Any], text: str, *, exact: bool) -> tuple[_Words | None, str]:
    """Read what was typed; if nothing at all has those words, take the nearest known ones instead."""
    typed = text.split()
    # Negation is taken out here: a query in several languages at once would let it pass in the wrong one.
    unwanted = tuple(Typed.read(word[1:]) for word in typed[:WORDS_MAX] if word.startswith("-") and len(word) > 1)
    wanted = " ".join(word for word in typed if not word.startswith("-"))
    if not wanted and not unwanted:
        return None, ""
    read = Typed.read(wanted) if wanted else None
    if exact or read is None or documents.filter(matches(query(read.anywhere))).exists():
        return _Words(read, unwanted), ""
    corrected = _corrected(wanted)
    if corrected == wanted:
        return _Words(read, unwanted), ""
    return _Words(Typed.read(corrected), unwanted), corrected


def _corrected(words: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(CASE WHEN EXISTS (SELECT FROM search_word known WHERE known.word = typed.folded)"
            " THEN typed.word ELSE coalesce(search_nearest(typed.folded), typed.word) END, ' ' ORDER BY place)"
            " FROM (SELECT word, search_fold(trim(both '\"' from word)) AS folded, place"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS given (word, place)) AS typed",
            [words.split()[:WORDS_MAX]],
        )
        (corrected,) = cursor.fetchone()
    return corrected or words


def _words_match(words: _Words | None) -> Combinable:
    return rank(words.wanted) * 0.6 if words and words.wanted else Value(0.0)


def _skills_match(skills: Sequence[str]) -> Combinable:
    return share(folded(skills), F("skills")) * 0.2 if skills else Value(0.0)


def _shared_conditions(filters: ProjectFilters | ProfessionalFilters) -> Conditions:
    return {
        "skill": Q(skills__contains=folded(filters.skill)),
        "country": Q(country__in=filters.country),
    }


def _without_open(filters: ProjectFilters | ProfessionalFilters, conditions: Conditions) -> Conditions:
    given = filters.parameters()
    if any(filters.prices):
        given["price"] = []
    return {name: condition for name, condition in conditions.items() if name in given}


def _budget(filters: ProjectFilters) -> Q:
    """Let pass what overlaps the range; a project without a budget is open to every price."""
    least, most = filters.prices
    inside = Q(currency=filters.currency)
    if least is not None:
        inside &= Q(price_to_minor__gte=least.minor)
    if most is not None:
        inside &= Q(price_from_minor__lte=most.minor)
    return inside | Q(price_to_minor=None, currency=filters.currency)


def _rate(filters: ProfessionalFilters) -> Q:
    least, most = filters.prices
    inside = Q(currency=filters.currency)
    if least is not None:
        inside &= Q(rate_minor__gte=least.minor)
    if most is not None:
        inside &= Q(rate_minor__lte=most.minor)
    return inside


def _skills_of(account_id: UUID | None) -> Sequence[str]:
    profile = Profile.objects.filter(account_id=account_id).only("skills").first() if account_id else None
    return profile.skills if profile else ()


def _proposal_count() -> Combinable:
    counted = (
        Proposal.objects.filter(project_id=OuterRef("project_id"), status__in=[*OPEN_PROPOSALS, ProposalStatus.CHOSEN])
        .order_by()
        .values("project_id")
        .annotate(count=Count("id"))
        .values("count")
    )
    return Coalesce(Subquery(counted), Value(0))
