"""Addresses of files."""

from django.urls import path

from aval.web.files import views

app_name = "files"
urlpatterns = [
    path("conversations/<uuid:contract_id>/files/<uuid:attachment_id>/", views.thread_file, name="thread-file"),
    path("uploads/", views.uploads, name="uploads"),
    path("uploads/<uuid:upload_id>/", views.upload, name="upload"),
]
