"""Addresses of people: home, profiles, settings."""

from django.urls import path

from aval.web.people import passkeys, views

app_name = "people"
urlpatterns = [
    path("home/", views.home, name="home"),
    path("people/<uuid:account_id>/", views.profile, name="profile"),
    path("settings/", views.settings_page, name="settings"),
    path("settings/profile/", views.edit_profile, name="edit_profile"),
    path("settings/portfolio/", views.add_portfolio_item, name="portfolio"),
    path("settings/portfolio/<uuid:item_id>/removal/", views.remove_portfolio_item, name="portfolio_item"),
    path("settings/reading/", views.reading, name="reading"),
    path("settings/letters/", views.letters, name="letters"),
    path("settings/passkeys/new/", passkeys.AddPasskey.as_view(), name="add_passkey"),
    path("settings/recovery-codes/", passkeys.RecoveryCodes.as_view(), name="recovery_codes"),
    path("settings/security/", views.security, name="security"),
    path("settings/tokens/", views.tokens, name="tokens"),
    path("settings/tokens/<uuid:token_id>/revocation/", views.revoke_token, name="token"),
]
