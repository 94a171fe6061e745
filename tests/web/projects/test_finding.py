"""Finding professionals, inviting them, and saved searches."""

import pytest
from django.test import Client

from aval.projects.models import Invitation
from aval.search.models import SavedSearch
from tests import make
from tests.web.projects.test_projects import signed_in

pytestmark = pytest.mark.django_db


def test_visitors_find_professionals_with_typos() -> None:
    make.offering("Bruno Araújo", headline="Python developer", skills=["Django"])

    page = Client().get("/professionals/", {"text": "pyhton"}).content.decode()

    assert "Bruno Araújo" in page
    assert "these are the results for “python”" in page


def test_the_facets_work_as_plain_form_fields() -> None:
    make.project(title="One")

    page = Client().get("/projects/", {"category": "writing"}).content.decode()

    assert 'name="category" value="writing" checked' in page
    assert "No project fits" in page


def test_a_client_invites_a_suggested_professional_and_takes_it_back() -> None:
    professional = make.offering("Bruno Araújo", skills=["Django"])
    project = make.project()
    browser = signed_in(project.client)

    assert "Bruno Araújo" in browser.get(f"/projects/{project.id}/matches/").content.decode()
    browser.post(f"/projects/{project.id}/invitations/{professional.id}/")
    invitation = Invitation.objects.get(project=project)
    browser.post(f"/invitations/{invitation.id}/withdrawal/")

    invitation.refresh_from_db()
    assert invitation.status == "withdrawn"


def test_a_professional_is_invited_from_the_profile_with_a_word() -> None:
    professional, project = make.offering(), make.project()
    browser = signed_in(project.client)
    address = f"/professionals/{professional.id}/invitation/"

    refused = browser.post(address, {"project": str(project.id), "note": "Skype clara.ceramics"})
    sent = browser.post(address, {"project": str(project.id), "note": "Your plates fit."})

    assert refused.status_code == 422
    assert sent["Location"] == f"/projects/{project.id}/matches/"
    assert Invitation.objects.get(project=project).note == "Your plates fit."


def test_nobody_invites_to_anothers_project() -> None:
    professional, project = make.offering(), make.project()

    browser = signed_in(make.stranger())
    assert browser.post(f"/projects/{project.id}/invitations/{professional.id}/").status_code == 404
    own = make.project()
    answer = signed_in(own.client).post(f"/professionals/{professional.id}/invitation/", {"project": str(project.id)})

    assert answer.status_code == 422
    assert not Invitation.objects.exists()


def test_a_search_is_saved_switched_and_removed() -> None:
    account = make.professional()
    browser = signed_in(account)

    browser.post(
        "/searches/",
        {"name": "Shops", "with_alerts": "on", "subject": "projects", "text": "shop", "kind": ["fixed", "hourly"]},
    )
    search = SavedSearch.objects.get(account=account)
    browser.post(f"/searches/{search.id}/alerts/", {"on": "0"})
    again = browser.post("/searches/", {"name": "Shops", "subject": "projects", "text": "cups"})

    search.refresh_from_db()
    assert search.parameters == {"text": ["shop"], "kind": ["fixed", "hourly"]}
    assert not search.with_alerts
    assert again.status_code == 422
    assert "?kind=fixed&amp;kind=hourly&amp;text=shop" in browser.get("/searches/").content.decode()
    assert signed_in(make.stranger()).post(f"/searches/{search.id}/removal/").status_code == 404
    browser.post(f"/searches/{search.id}/removal/")
    assert not SavedSearch.objects.exists()


def test_skills_are_suggested_for_the_last_one_typed() -> None:
    make.project(skills=("Django", "Docker"))

    options = Client().get("/skills/", {"skills": "SEO, dj"}).content.decode()

    assert 'value="SEO, django"' in options
    assert "docker" not in options


def test_home_says_what_waits_and_what_is_open() -> None:
    client, professional = make.client(), make.offering()
    project = make.project(client, title="Wooden boats")
    make.question(project)
    make.invitation(project, professional.id)
    make.draft(client, title="Paper kites")

    clients, professionals = (signed_in(one).get("/home/").content.decode() for one in (client, professional))

    assert "1 question waits for your answer" in clients
    assert "Paper kites" in clients
    assert "invites you to propose" in professionals
