"""Addresses of requests to erase."""

from django.urls import path

from aval.web.erasure import views

app_name = "erasure"
urlpatterns = [
    path("contracts/<uuid:contract_id>/erasures/", views.of_contract, name="contract"),
    path("erasures/<uuid:request_id>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("erasures/desk/", views.desk, name="desk"),
    path("erasures/<uuid:request_id>/decision/", views.decision, name="decision"),
    path("erasures/holds/", views.holds, name="holds"),
    path("erasures/holds/<uuid:hold_id>/lifting/", views.lifting, name="lifting"),
]
