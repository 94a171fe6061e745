"""Addresses of refused texts and their review."""

from django.urls import path

from aval.web.moderation import views

app_name = "moderation"
urlpatterns = [
    path("texts/", views.mine, name="mine"),
    path("texts/<uuid:refused_id>/", views.text, name="text"),
    path("texts/<uuid:refused_id>/review/", views.review_request, name="review-request"),
    path("texts/<uuid:refused_id>/consent/", views.consent, name="consent"),
    path("texts/<uuid:held_text_id>/files/<uuid:held_file_id>/", views.file, name="file"),
    path("measures/<uuid:measure_id>/appeal/", views.appeal, name="appeal"),
    path("reviews/", views.desk, name="desk"),
    path("reviews/<uuid:refused_id>/", views.review, name="review"),
    path("reviews/<uuid:refused_id>/exception/", views.exception, name="exception"),
    path("reviews/<uuid:refused_id>/corpus/", views.corpus_case, name="corpus-case"),
    path("corpus/", views.corpus, name="corpus"),
    path("screening/", views.figures, name="figures"),
    path("appeals/<uuid:measure_id>/", views.appeal_decision, name="appeal-decision"),
]
