"""Addresses of notifications and letters."""

from django.urls import path

from aval.web.notifications import views

app_name = "notifications"
urlpatterns = [
    path("notifications/", views.index, name="index"),
    path("notifications/bell/", views.bell, name="bell"),
    path("notifications/reading/", views.read_all, name="read_all"),
    path("notifications/<uuid:notification_id>/", views.follow, name="follow"),
    path("letters/<str:token>/", views.letters_of_kind, name="letters_of_kind"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<uuid:mail_id>/", views.mail, name="mail"),
]
