"""Addresses of reviews."""

from django.urls import path

from aval.web.reviews import views

app_name = "reviews"
urlpatterns = [
    path("contracts/<uuid:contract_id>/review/", views.write, name="write"),
    path("reviews/<uuid:review_id>/reply/", views.reply, name="reply"),
]
