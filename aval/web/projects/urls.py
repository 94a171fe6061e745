"""Addresses of projects, proposals, invitations, searches."""

from django.urls import path

from aval.web.projects.views import finding, invitations, projects, proposals, searches

app_name = "projects"
urlpatterns = [
    path("projects/", finding.index, name="index"),
    path("projects/new/", projects.new, name="new"),
    path("projects/mine/", projects.mine, name="mine"),
    path("projects/<uuid:project_id>/", projects.detail, name="detail"),
    path("projects/<uuid:project_id>/terms/", projects.edit, name="edit"),
    path("projects/<uuid:project_id>/publication/", projects.publish, name="publication"),
    path("projects/<uuid:project_id>/closure/", projects.close, name="closure"),
    path("projects/<uuid:project_id>/withdrawal/", projects.withdraw, name="withdrawal"),
    path("projects/<uuid:project_id>/questions/", projects.ask, name="questions"),
    path("questions/<uuid:question_id>/answer/", projects.answer, name="answer"),
    path("projects/<uuid:project_id>/proposals/", proposals.compare, name="proposals"),
    path("projects/<uuid:project_id>/proposals/new/", proposals.propose, name="propose"),
    path("projects/<uuid:project_id>/matches/", invitations.matches, name="matches"),
    path("projects/<uuid:project_id>/invitations/<uuid:account_id>/", invitations.invite, name="invite"),
    path("proposals/", proposals.mine, name="proposals-mine"),
    path("proposals/<uuid:contract_id>/", proposals.proposal, name="proposal"),
    path("proposals/<uuid:contract_id>/terms/", proposals.edit, name="proposal-terms"),
    path("proposals/<uuid:contract_id>/shortlisting/", proposals.shortlist, name="shortlisting"),
    path("proposals/<uuid:contract_id>/refusal/", proposals.decline, name="proposal-refusal"),
    path("proposals/<uuid:contract_id>/withdrawal/", proposals.withdraw, name="proposal-withdrawal"),
    path("invitations/<uuid:invitation_id>/refusal/", invitations.decline, name="invitation-refusal"),
    path("invitations/<uuid:invitation_id>/withdrawal/", invitations.withdraw, name="invitation-withdrawal"),
    path("professionals/", finding.professionals, name="professionals"),
    path("professionals/<uuid:account_id>/invitation/", invitations.choose_project, name="invitation"),
    path("searches/", searches.index, name="searches"),
    path("searches/<uuid:search_id>/alerts/", searches.alerts, name="search-alerts"),
    path("searches/<uuid:search_id>/removal/", searches.remove, name="search-removal"),
    path("skills/", finding.skills, name="skills"),
]
