"""Addresses of imports and minutes; they belong to a contract, whose id is its conversation's."""

from django.urls import path

from aval.web.imports import calls, gaps, live, views, webhooks

app_name = "imports"
urlpatterns = [
    path("conversations/<uuid:contract_id>/imports/", views.index, name="index"),
    path("conversations/<uuid:contract_id>/imports/<uuid:import_id>/", views.detail, name="detail"),
    path(
        "conversations/<uuid:contract_id>/imports/<uuid:import_id>/confirmations/",
        views.confirmations,
        name="confirmations",
    ),
    path("conversations/<uuid:contract_id>/entries/<uuid:entry_id>/", views.entry, name="entry"),
    path(
        "conversations/<uuid:contract_id>/entries/<uuid:entry_id>/confirmation/",
        views.entry_confirmation,
        name="entry-confirmation",
    ),
    path("conversations/<uuid:contract_id>/entries/<uuid:entry_id>/contest/", views.contest, name="contest"),
    path("conversations/<uuid:contract_id>/minutes/", calls.minutes, name="minutes"),
    path("conversations/<uuid:contract_id>/minutes/<uuid:minutes_id>/answer/", calls.answer, name="minutes-answer"),
    path("conversations/<uuid:contract_id>/arrivals/<uuid:arrival_id>/", live.arrival, name="arrival"),
    path("conversations/<uuid:contract_id>/arrivals/<uuid:arrival_id>/claim/", live.claim, name="claim"),
    path(
        "conversations/<uuid:contract_id>/arrivals/<uuid:arrival_id>/setting-aside/",
        live.setting_aside,
        name="setting-aside",
    ),
    path("conversations/<uuid:contract_id>/arrivals/<uuid:arrival_id>/original/", live.original, name="original"),
    path("conversations/<uuid:contract_id>/bridges/", live.bridges, name="bridges"),
    path("conversations/<uuid:contract_id>/bridges/<uuid:bridge_id>/end/", live.bridge_end, name="bridge-end"),
    path("conversations/<uuid:contract_id>/comparison/", live.comparison, name="comparison"),
    path("conversations/<uuid:contract_id>/conversation.<slug:form>", live.export, name="export"),
    path("conversations/<uuid:contract_id>/gaps/", gaps.index, name="gaps"),
    path("conversations/<uuid:contract_id>/gaps/dismissal/", gaps.dismissal, name="gap-dismissal"),
    path("bridges/<slug:provider>/", webhooks.webhook, name="webhook"),
    path("imports/<uuid:import_id>/", views.preview, name="preview"),
    path("imports/<uuid:import_id>/reading/", views.reading, name="reading"),
    path("imports/<uuid:import_id>/confirmation/", views.confirmation, name="confirmation"),
    path("imports/<uuid:import_id>/dismissal/", views.dismissal, name="dismissal"),
]
