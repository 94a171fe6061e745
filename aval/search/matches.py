"""The professionals who fit a project best, for its client to invite."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, Value, When

from aval.accounts.models import Account, Profile
from aval.projects.models import Invitation, Project, Proposal
from aval.projects.states import InvitationStatus
from aval.search.expressions import folded, likeness, matches, resembling, share, standing
from aval.search.models import ProfessionalDocument


@dataclass(frozen=True, slots=True)
class Match:
    """A professional who fits a project, and why.

    :ivar shared_skills: the project's skills that their profile names
    """

    account: Account
    profile: Profile
    shared_skills: tuple[str, ...]


def best_matches(project: Project, *, most: int = 12) -> list[Match]:
    """Return who shares skills or words with the project, best first, without those who were asked or have proposed.

    Skills weigh most, then the words of title and skills, then the proven record, language and availability.
    """
    found = _fitting(project).select_related("account__profile").defer("vector")[:most]
    return [
        Match(document.account, document.account.profile, tuple(_shared(project, document.account.profile)))
        for document in found
    ]


def _fitting(project: Project) -> QuerySet[ProfessionalDocument]:
    skills = folded(project.skills)
    words = resembling(project.language, " ".join([project.title, *project.skills]))
    speaks = Case(When(languages__contains=[project.language], then=Value(1.0)), default=Value(0.0))
    fit = share(F("skills"), skills) * 0.5 + likeness(words) * 0.2 + standing("account_id") * 0.2 + speaks * 0.1
    return (
        ProfessionalDocument.objects.filter(Q(skills__overlap=skills) | Q(matches(words)))
        .exclude(account_id__in=_known(project))
        .exclude(availability=Profile.Availability.NONE)
        .order_by(fit.desc(), "account_id")
    )


def _known(project: Project) -> set[UUID]:
    invited = Invitation.objects.filter(project=project).exclude(status=InvitationStatus.WITHDRAWN)
    proposed = Proposal.objects.filter(project=project)
    return {
        project.client_id,
        *invited.values_list("professional_id", flat=True),
        *proposed.values_list("professional_id", flat=True),
    }


def _shared(project: Project, profile: Profile) -> list[str]:
    theirs = {skill.casefold() for skill in profile.skills}
    return [skill for skill in project.skills if skill.casefold() in theirs]
