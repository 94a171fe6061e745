"""Addresses of cases. An address is a noun; doing it means creating one."""

from django.urls import path

from aval.web.cases import views

app_name = "cases"
urlpatterns = [
    path("cases/", views.index, name="index"),
    path("cases/<uuid:case_id>/", views.detail, name="detail"),
    path("cases/<uuid:case_id>/offers/", views.make_offer, name="offers"),
    path("cases/<uuid:case_id>/offers/intent/", views.intend_to_offer, name="offers-intent"),
    path("cases/<uuid:case_id>/mediation/", views.ask_for_mediator, name="mediation"),
    path("cases/<uuid:case_id>/withdrawal/", views.withdraw, name="withdrawal"),
    path("cases/<uuid:case_id>/statements/", views.make_statement, name="statements"),
    path("cases/<uuid:case_id>/questions/", views.ask_party, name="questions"),
    path("cases/<uuid:case_id>/ruling/", views.rule, name="ruling"),
    path("cases/<uuid:case_id>/recusal/", views.recuse, name="recusal"),
    path("milestones/<uuid:milestone_id>/case/", views.open_case, name="new"),
    path("milestones/<uuid:milestone_id>/case/intent/", views.intend_to_open, name="new-intent"),
    path("offers/<uuid:offer_id>/acceptance/", views.accept_offer, name="offer-acceptance"),
    path("offers/<uuid:offer_id>/acceptance/intent/", views.intend_to_settle, name="offer-acceptance-intent"),
    path("questions/<uuid:question_id>/reply/", views.reply, name="reply"),
    path("rulings/<uuid:ruling_id>/appeal/", views.appeal, name="appeal"),
]
