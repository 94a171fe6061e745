"""Addresses of money, of the sandbox's checkout, and of the providers' webhooks."""

from django.urls import path

from aval.web.money import desk, exchange, sandbox, stripe, views, webhooks

app_name = "money"
urlpatterns = [
    path("money/", views.wallet, name="wallet"),
    path("money/movements/", views.movements, name="movements"),
    path("money/movements/<uuid:operation_id>/", views.movement, name="movement"),
    path("money/movements/<uuid:operation_id>/receipt.pdf", views.receipt, name="receipt"),
    path("money/statement.csv", views.statement, name="statement"),
    path("money/statement.pdf", views.statement_pdf, name="statement_pdf"),
    path("money/exchange/", exchange.exchange, name="exchange"),
    path("money/deposits/", views.deposits, name="deposits"),
    path("money/deposits/<uuid:deposit_id>/", views.deposit, name="deposit"),
    path("money/deposits/<uuid:deposit_id>/checkout/", views.checkout, name="checkout"),
    path("money/payouts/", views.payouts, name="payouts"),
    path("money/payouts/setup/", stripe.setup, name="payout_setup"),
    path("money/payouts/<uuid:payout_id>/", views.payout, name="payout"),
    path("money/desk/", desk.desk, name="desk"),
    path("money/desk/comparisons/", desk.comparison, name="comparison"),
    path("money/desk/differences/<uuid:difference_id>/ownership/", desk.ownership, name="ownership"),
    path("money/desk/differences/<uuid:difference_id>/explanation/", desk.explanation, name="explanation"),
    path("money/desk/payouts/<uuid:payout_id>/order/", desk.order, name="order"),
    path("money/desk/corrections/", desk.corrections, name="corrections"),
    path(
        "money/desk/corrections/<uuid:correction_id>/confirmation/", desk.confirmation, name="correction_confirmation"
    ),
    path("money/desk/corrections/<uuid:correction_id>/refusal/", desk.refusal, name="correction_refusal"),
    path("money/desk/rates/", desk.rates, name="rates"),
    path("stripe/checkouts/<uuid:deposit_id>/", stripe.checkout, name="stripe_checkout"),
    path("webhooks/<slug:provider>/", webhooks.webhook, name="webhook"),
    path("sandbox/checkouts/<uuid:deposit_id>/", sandbox.checkout, name="sandbox_checkout"),
    path("sandbox/checkouts/<uuid:deposit_id>/payment/", sandbox.payment, name="sandbox_payment"),
    path("sandbox/checkouts/<uuid:deposit_id>/refusal/", sandbox.refusal, name="sandbox_refusal"),
]
