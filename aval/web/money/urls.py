"""Addresses of money, of the sandbox's checkout, and of the providers' webhooks."""

from django.urls import path

from aval.web.money import sandbox, views, webhooks

app_name = "money"
urlpatterns = [
    path("money/", views.wallet, name="wallet"),
    path("money/movements/", views.movements, name="movements"),
    path("money/movements/<uuid:operation_id>/", views.movement, name="movement"),
    path("money/statement.csv", views.statement, name="statement"),
    path("money/deposits/", views.deposits, name="deposits"),
    path("money/deposits/<uuid:deposit_id>/", views.deposit, name="deposit"),
    path("money/deposits/<uuid:deposit_id>/checkout/", views.checkout, name="checkout"),
    path("money/payouts/", views.payouts, name="payouts"),
    path("money/payouts/<uuid:payout_id>/", views.payout, name="payout"),
    path("webhooks/<slug:provider>/", webhooks.webhook, name="webhook"),
    path("sandbox/checkouts/<uuid:deposit_id>/", sandbox.checkout, name="sandbox_checkout"),
    path("sandbox/checkouts/<uuid:deposit_id>/payment/", sandbox.payment, name="sandbox_payment"),
    path("sandbox/checkouts/<uuid:deposit_id>/refusal/", sandbox.refusal, name="sandbox_refusal"),
]
