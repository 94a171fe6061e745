import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import aval.ledger.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("leg", models.SmallIntegerField()),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("xid", aval.ledger.models.Xid8Field()),
            ],
            options={
                "db_table": "ledger_transfer",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Purse",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("wallet", "Wallet"),
                            ("hold", "Escrow of a milestone"),
                            ("payout", "Payout under way"),
                            ("reserve", "Escrow frozen by a bank's dispute"),
                            ("clearing", "Money at a payment provider"),
                            ("fees", "Commission earned"),
                            ("chargebacks", "Deposits taken back"),
                            ("exchange", "Currency exchange"),
                        ],
                        max_length=16,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("contract_id", models.UUIDField(null=True)),
                ("provider", models.CharField(default="", max_length=32)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "payee",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Fit",
            fields=[
                ("kind", models.CharField(max_length=16)),
                ("authorisation_kind", models.CharField(max_length=16)),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "kind", "authorisation_kind", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Flow",
            fields=[
                ("kind", models.CharField(max_length=16)),
                ("debit_kind", models.CharField(max_length=16)),
                ("credit_kind", models.CharField(max_length=16)),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "kind",
                        "debit_kind",
                        "credit_kind",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Authorisation",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("acceptance", "the client's acceptance"),
                            ("silence", "the silence clause that both signed"),
                            ("consent", "the professional's consent to a refund"),
                            ("settlement", "a settlement that both signed"),
                            ("ruling", "a mediator's ruling"),
                        ],
                        max_length=16,
                    ),
                ),
                ("contract_id", models.UUIDField()),
                ("hold_id", models.UUIDField()),
                ("payer_id", models.UUIDField()),
                ("payee_id", models.UUIDField()),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("to_professional_minor", models.BigIntegerField()),
                ("commission_minor", models.BigIntegerField()),
                ("to_client_minor", models.BigIntegerField()),
                ("terms_hash", models.BinaryField(max_length=32)),
                ("authorised_by", models.UUIDField()),
                ("authorised_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("kind", "acceptance"), _negated=True),
                        fields=["hold_id"],
                        name="ledger_authorisation_hold",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["acceptance", "silence", "consent", "settlement", "ruling"])),
                        name="ledger_authorisation_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "amount_minor",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("to_professional_minor"), "+", models.F("commission_minor")
                                    ),
                                    "+",
                                    models.F("to_client_minor"),
                                ),
                            ),
                            ("amount_minor__gt", 0),
                            ("amount_minor__lte", 1000000000000000),
                            ("commission_minor__gte", 0),
                            ("to_client_minor__gte", 0),
                            ("to_professional_minor__gte", 0),
                        ),
                        name="ledger_authorisation_sums",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("commission_minor", 0), ("kind", "consent"), ("to_professional_minor", 0)),
                            models.Q(("kind__in", ["acceptance", "silence"]), ("to_professional_minor__gt", 0)),
                            ("kind__in", ["settlement", "ruling"]),
                            _connector="OR",
                        ),
                        name="ledger_authorisation_shares",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Subtotal",
            fields=[
                (
                    "purse",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="subtotal",
                        serialize=False,
                        to="ledger.purse",
                    ),
                ),
                ("minor", models.BigIntegerField()),
                ("below", aval.ledger.models.Xid8Field()),
                ("cluster", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("contract_id", models.UUIDField(null=True)),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "credit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.purse"),
                ),
                (
                    "debit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.purse"),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Exchange",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("source_currency", models.CharField(max_length=3)),
                ("source_minor", models.BigIntegerField()),
                ("target_currency", models.CharField(max_length=3)),
                ("target_minor", models.BigIntegerField()),
                ("spread_minor", models.BigIntegerField()),
                ("rate", models.DecimalField(decimal_places=12, max_digits=24)),
                ("rate_source", models.CharField(max_length=120)),
                ("quoted_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Operation",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("deposit", "Deposit"),
                            ("fund", "Escrow funded"),
                            ("release", "Released"),
                            ("refund", "Refunded"),
                            ("split", "Split"),
                            ("payout", "Payout"),
                            ("payout_paid", "Payout paid"),
                            ("payout_failed", "Payout returned"),
                            ("chargeback", "Deposit taken back by the bank"),
                            ("recovery", "Taken from the wallet for a deposit that was taken back"),
                            ("payout_returned", "Payout returned by the bank after it was paid"),
                            ("reinstatement", "Deposit given back by the bank"),
                            ("repayment", "Given back to the wallet after the bank gave the deposit back"),
                            ("freeze", "Escrow frozen by a bank's dispute"),
                            ("thaw", "Escrow free again"),
                            ("forfeit", "Frozen escrow returned for a deposit that was taken back"),
                            ("exchange_out", "Exchanged into another currency"),
                            ("exchange_in", "Exchanged from another currency"),
                            ("correction", "Correction"),
                            ("client_fee", "Client's fee"),
                            ("provider_fee", "Fee of the payment provider"),
                        ],
                        max_length=16,
                    ),
                ),
                ("request_hash", models.BinaryField(max_length=32, null=True)),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("fees_minor", models.BigIntegerField()),
                ("rest_minor", models.BigIntegerField()),
                ("hold_id", models.UUIDField(null=True)),
                ("authorisation_kind", models.CharField(max_length=16, null=True)),
                ("payout_id", models.UUIDField(null=True)),
                ("cause_id", models.UUIDField(null=True)),
                ("provider", models.CharField(max_length=32, null=True)),
                ("provider_event", models.CharField(max_length=200, null=True)),
                ("once", models.CharField(db_collation="C", max_length=250, null=True)),
                ("actor_id", models.UUIDField()),
                ("via", models.CharField(max_length=16)),
                ("at", models.DateTimeField()),
                ("xid", aval.ledger.models.Xid8Field()),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "also",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.purse",
                    ),
                ),
                (
                    "authorisation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.authorisation",
                    ),
                ),
                (
                    "credit",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.purse",
                    ),
                ),
                (
                    "debit",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.purse",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Balance",
            fields=[
                (
                    "purse",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="balance",
                        serialize=False,
                        to="ledger.purse",
                    ),
                ),
                ("minor", models.BigIntegerField(default=0)),
                ("kind", models.CharField(max_length=16)),
                ("currency", models.CharField(max_length=3)),
            ],
        ),
        migrations.AddIndex(
            model_name="purse",
            index=models.Index(fields=["contract_id"], name="ledger_purse_contract"),
        ),
        migrations.AddIndex(
            model_name="purse",
            index=models.Index(
                condition=models.Q(("account__isnull", False)), fields=["account"], name="ledger_purse_account"
            ),
        ),
        migrations.AddConstraint(
            model_name="purse",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["wallet", "hold", "payout", "reserve", "clearing", "fees", "chargebacks", "exchange"])
                ),
                name="ledger_purse_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="purse",
            constraint=models.CheckConstraint(
                condition=models.Q(("currency__regex", "^[A-Z]{3}$")), name="ledger_purse_currency"
            ),
        ),
        migrations.AddConstraint(
            model_name="purse",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("account__isnull", False), ("kind__in", ["wallet", "payout"])),
                    models.Q(models.Q(("kind__in", ["wallet", "payout"]), _negated=True), ("account__isnull", True)),
                    _connector="OR",
                ),
                name="ledger_purse_whose",
            ),
        ),
        migrations.AddConstraint(
            model_name="purse",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("contract_id__isnull", False),
                        ("kind__in", ["hold", "reserve"]),
                        ("payee__isnull", False),
                        ("payer__isnull", False),
                        models.Q(("payer", models.F("payee")), _negated=True),
                    ),
                    models.Q(
                        models.Q(("kind__in", ["hold", "reserve"]), _negated=True),
                        ("contract_id__isnull", True),
                        ("payee__isnull", True),
                        ("payer__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="ledger_purse_parties",
            ),
        ),
        migrations.AddConstraint(
            model_name="purse",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["clearing", "payout"]), models.Q(("provider", ""), _negated=True)),
                    models.Q(models.Q(("kind__in", ["clearing", "payout"]), _negated=True), ("provider", "")),
                    _connector="OR",
                ),
                name="ledger_purse_provider",
            ),
        ),
        migrations.AddIndex(
            model_name="correction",
            index=models.Index(fields=["contract_id"], name="ledger_correction_contract"),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="ledger_correction_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("proposed_by", models.F("confirmed_by")), _negated=True),
                name="ledger_correction_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="ledger_correction_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="exchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rate__gt", 0), ("source_minor__gt", 0), ("spread_minor__gte", 0), ("target_minor__gt", 0)
                ),
                name="ledger_exchange_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="exchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("source_currency", models.F("target_currency")), _negated=True),
                name="ledger_exchange_two_currencies",
            ),
        ),
        migrations.AddConstraint(
            model_name="exchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("rate_source", ""), _negated=True), name="ledger_exchange_rate_source"
            ),
        ),
        migrations.AddIndex(
            model_name="operation",
            index=models.Index(fields=["debit"], name="ledger_operation_debit"),
        ),
        migrations.AddIndex(
            model_name="operation",
            index=models.Index(fields=["credit"], name="ledger_operation_credit"),
        ),
        migrations.AddIndex(
            model_name="operation",
            index=models.Index(
                condition=models.Q(("also__isnull", False)), fields=["also"], name="ledger_operation_also"
            ),
        ),
        migrations.AddIndex(
            model_name="operation",
            index=models.Index(fields=["xid"], name="ledger_operation_xid"),
        ),
        migrations.AddConstraint(
            model_name="operation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "deposit",
                            "fund",
                            "release",
                            "refund",
                            "split",
                            "payout",
                            "payout_paid",
                            "payout_failed",
                            "chargeback",
                            "recovery",
                            "payout_returned",
                            "reinstatement",
                            "repayment",
                            "freeze",
                            "thaw",
                            "forfeit",
                            "exchange_out",
                            "exchange_in",
                            "correction",
                            "client_fee",
                            "provider_fee",
                        ],
                    )
                ),
                name="ledger_operation_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="operation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("authorisation__isnull", False),
                        ("authorisation_kind__isnull", False),
                        ("hold_id__isnull", False),
                        ("kind__in", ["release", "refund", "split"]),
                    ),
                    models.Q(
                        models.Q(("kind__in", ["release", "refund", "split"]), _negated=True),
                        ("authorisation__isnull", True),
                        ("authorisation_kind__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="ledger_operation_authorised",
            ),
        ),
        migrations.AddConstraint(
            model_name="operation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "kind__in",
                            (
                                "deposit",
                                "payout_paid",
                                "payout_failed",
                                "chargeback",
                                "payout_returned",
                                "reinstatement",
                                "provider_fee",
                            ),
                        ),
                        ("provider__isnull", False),
                        ("provider_event__isnull", False),
                    ),
                    models.Q(
                        models.Q(
                            (
                                "kind__in",
                                (
                                    "deposit",
                                    "payout_paid",
                                    "payout_failed",
                                    "chargeback",
                                    "payout_returned",
                                    "reinstatement",
                                    "provider_fee",
                                ),
                            ),
                            _negated=True,
                        ),
                        ("provider_event__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="ledger_operation_provider",
            ),
        ),
        migrations.AddConstraint(
            model_name="operation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("cause_id__isnull", False),
                        (
                            "kind__in",
                            (
                                "freeze",
                                "thaw",
                                "forfeit",
                                "exchange_out",
                                "exchange_in",
                                "correction",
                                "client_fee",
                                "payout_returned",
                            ),
                        ),
                    ),
                    models.Q(
                        models.Q(
                            (
                                "kind__in",
                                (
                                    "freeze",
                                    "thaw",
                                    "forfeit",
                                    "exchange_out",
                                    "exchange_in",
                                    "correction",
                                    "client_fee",
                                    "payout_returned",
                                ),
                            ),
                            _negated=True,
                        ),
                        ("cause_id__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="ledger_operation_cause",
            ),
        ),
        migrations.AddConstraint(
            model_name="operation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("once__isnull", False)), fields=("once",), name="ledger_operation_once"
            ),
        ),
    ]
