"""Addresses of refused texts and their review."""

from django.urls import path

from aval.web.moderation import views

app_name = "moderation"
urlpatterns = [
    path("texts/", views.mine, name="mine"),
    path("texts/<uuid:refused_id>/", views.text, name="text"),
    path("measures/<uuid:measure_id>/appeal/", views.appeal, name="appeal"),
    path("reviews/", views.desk, name="desk"),
    path("reviews/<uuid:refused_id>/", views.review, name="review"),
    path("appeals/<uuid:measure_id>/", views.appeal_decision, name="appeal-decision"),
]
