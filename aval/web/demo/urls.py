"""Addresses of the demo's door, and of the health check."""

from django.urls import path

from aval.web.demo import views

app_name = "demo"
urlpatterns = [
    path("health/", views.health, name="health"),
    path("demo/", views.door, name="door"),
    path("demo/session/", views.enter, name="session"),
]
