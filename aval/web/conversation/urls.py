"""Addresses of conversations; a conversation's id is its contract's."""

from django.urls import path

from aval.web.conversation import views

app_name = "conversation"
urlpatterns = [
    path("conversations/", views.index, name="index"),
    path("conversations/<uuid:contract_id>/", views.thread, name="thread"),
    path("conversations/<uuid:contract_id>/stream/", views.stream, name="stream"),
    path("conversations/<uuid:contract_id>/composer/", views.composer, name="composer"),
    path("conversations/<uuid:contract_id>/messages/", views.messages, name="messages"),
    path("conversations/<uuid:contract_id>/messages/<uuid:message_id>/versions/", views.versions, name="versions"),
    path(
        "conversations/<uuid:contract_id>/messages/<uuid:message_id>/withdrawal/", views.withdrawal, name="withdrawal"
    ),
    path("conversations/<uuid:contract_id>/texts/<uuid:refused_id>/delivery/", views.delivery, name="delivery"),
    path("conversations/<uuid:contract_id>/mark/", views.mark, name="mark"),
]
