"""Addresses of the newsletter."""

from django.urls import path

from aval.web.newsletter import views

app_name = "newsletter"
urlpatterns = [
    path("newsletter/", views.index, name="index"),
    path("newsletter/asked/", views.asked, name="asked"),
    path("newsletter/confirmation/<str:token>/", views.confirmation, name="confirmation"),
    path("newsletter/subscription/<str:token>/", views.subscription, name="subscription"),
    path("newsletter/issues/<uuid:issue_id>/", views.issue, name="issue"),
]
