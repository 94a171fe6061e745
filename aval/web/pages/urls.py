"""Addresses that everybody may read."""

from django.urls import path

from aval.web.pages import views

app_name = "pages"
urlpatterns = [
    path("", views.landing, name="landing"),
    path("for-clients/", views.plain, {"page": "clients"}, name="clients"),
    path("for-professionals/", views.plain, {"page": "professionals"}, name="professionals"),
    path("the-record/", views.plain, {"page": "record"}, name="record"),
    path("fees/", views.fees, name="fees"),
    path("terms/", views.plain, {"page": "terms"}, name="terms"),
    path("privacy/", views.plain, {"page": "privacy"}, name="privacy"),
    path("language/", views.choose_language, name="language"),
    path("theme/", views.choose_theme, name="theme"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("design/", views.design, name="design"),
]
