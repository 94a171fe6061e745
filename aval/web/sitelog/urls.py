"""Addresses of the site log, which everybody may read."""

from django.urls import path

from aval.web.sitelog import views

app_name = "sitelog"
urlpatterns = [
    path("log/", views.site_log, name="page"),
    path("log/checkpoint", views.checkpoint, name="checkpoint"),
    path("log/keys", views.statement, name="keys"),
    path("log/policy", views.policy, name="policy"),
    path("log/<path:place>", views.tile, name="tile"),
]
