"""Purses, operations, transfers and authorisations. Written by SQL functions only; the app's role may read."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Account
from aval.kernel.money import Money

MINOR_MAX = 10**15
"""No single amount is larger, so that no sum of them leaves 64 bits unnoticed."""


class Xid8Field(models.Field):  # type: ignore[type-arg]  # Django's fields take no parameters at run time
    """A full transaction id, which never wraps around (PostgreSQL's ``xid8``)."""

    def db_type(self, connection: object) -> str:  # noqa: ARG002  # Django's signature
        """Return the column's type."""
        return "xid8"


class PurseKind(models.TextChoices):
    """What a purse is for. The first four have a floor of zero; the others are the site's own and have none."""

    WALLET = "wallet", _("Wallet")
    HOLD = "hold", _("Escrow of a milestone")
    PAYOUT = "payout", _("Payout under way")
    RESERVE = "reserve", _("Escrow frozen by a bank's dispute")
    CLEARING = "clearing", _("Money at a payment provider")
    FEES = "fees", _("Commission earned")
    CHARGEBACKS = "chargebacks", _("Deposits taken back")
    EXCHANGE = "exchange", _("Currency exchange")


class Purse(models.Model):
    """Where money of one currency sits. Never changes and never goes away.

    A wallet is a person's; a hold is a milestone's and has its id; a payout's purse has the payout's id; the rest are
    the site's. Where no row gives it its id, that follows from what it is (``ledger_wallet_of``, ``ledger_site_of``),
    so that a movement names its purses without looking them up. The word account is left to people.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=16, choices=PurseKind)
    currency = models.CharField(max_length=3)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    contract_id = models.UUIDField(null=True)
    # No foreign keys for the database: both have a wallet, which is one, from the moment when the hold is opened.
    # Nor an index for the payer, whose holds are those that their wallet funded.
    payer = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    payee = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    provider = models.CharField(max_length=32, default="")

    class Meta:
        # That there is one wallet for each person and currency, and one purse of the site for each kind, follows from
        # their ids.
        indexes = [
            models.Index(fields=["contract_id"], name="ledger_purse_contract"),
            models.Index(fields=["account"], condition=Q(account__isnull=False), name="ledger_purse_account"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PurseKind.values), name="ledger_purse_kind"),
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="ledger_purse_currency"),
            models.CheckConstraint(
                condition=Q(kind__in=[PurseKind.WALLET, PurseKind.PAYOUT], account__isnull=False)
                | Q(~Q(kind__in=[PurseKind.WALLET, PurseKind.PAYOUT]), account__isnull=True),
                name="ledger_purse_whose",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[PurseKind.HOLD, PurseKind.RESERVE],
                    contract_id__isnull=False,
                    payer__isnull=False,
                    payee__isnull=False,
                )
                & ~Q(payer=F("payee"))
                | Q(
                    ~Q(kind__in=[PurseKind.HOLD, PurseKind.RESERVE]),
                    contract_id__isnull=True,
                    payer__isnull=True,
                    payee__isnull=True,
                ),
                name="ledger_purse_parties",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[PurseKind.CLEARING, PurseKind.PAYOUT]) & ~Q(provider="")
                | ~Q(kind__in=[PurseKind.CLEARING, PurseKind.PAYOUT]) & Q(provider=""),
                name="ledger_purse_provider",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id} {self.currency}"


class Balance(models.Model):
    """How much a purse with a floor holds now. Written by the transfers' trigger alone, in the same transaction.

    A table of its own: this row changes with every movement, and must not be one that foreign keys lock. It says the
    purse's kind and currency once more, so that a movement finds all it has to compare in the row that it changes.
    """

    purse = models.OneToOneField(
        Purse, primary_key=True, on_delete=models.PROTECT, related_name="balance", db_constraint=False
    )
    minor = models.BigIntegerField(default=0)
    kind = models.CharField(max_length=16)
    currency = models.CharField(max_length=3)

    def __str__(self) -> str:
        return f"{self.purse_id} {self.minor}"


class Subtotal(models.Model):
    """What a site's own purse held of all transactions below ``below``; the later ones are added when it is read.

    The site's purses take part in nearly every movement: a balance row of theirs would make all of them queue.
    ``cluster`` is the server's own number: transaction ids mean nothing in another one, where a copy was restored.
    """

    purse = models.OneToOneField(Purse, primary_key=True, on_delete=models.PROTECT, related_name="subtotal")
    minor = models.BigIntegerField()
    below = Xid8Field()
    cluster = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.purse_id} {self.minor}"


class OperationKind(models.TextChoices):
    """The movements of money."""

    DEPOSIT = "deposit", _("Deposit")
    FUND = "fund", _("Escrow funded")
    RELEASE = "release", _("Released")
    REFUND = "refund", _("Refunded")
    SPLIT = "split", _("Split")
    PAYOUT = "payout", _("Payout")
    PAYOUT_PAID = "payout_paid", _("Payout paid")
    PAYOUT_FAILED = "payout_failed", _("Payout returned")
    CHARGEBACK = "chargeback", _("Deposit taken back by the bank")
    RECOVERY = "recovery", _("Taken from the wallet for a deposit that was taken back")
    PAYOUT_RETURNED = "payout_returned", _("Payout returned by the bank after it was paid")
    REINSTATEMENT = "reinstatement", _("Deposit given back by the bank")
    REPAYMENT = "repayment", _("Given back to the wallet after the bank gave the deposit back")
    FREEZE = "freeze", _("Escrow frozen by a bank's dispute")
    THAW = "thaw", _("Escrow free again")
    FORFEIT = "forfeit", _("Frozen escrow returned for a deposit that was taken back")
    EXCHANGE_OUT = "exchange_out", _("Exchanged into another currency")
    EXCHANGE_IN = "exchange_in", _("Exchanged from another currency")
    CORRECTION = "correction", _("Correction")
    CLIENT_FEE = "client_fee", _("Client's fee")
    PROVIDER_FEE = "provider_fee", _("Fee of the payment provider")


SAID_BY_PROVIDERS = (
    OperationKind.DEPOSIT,
    OperationKind.PAYOUT_PAID,
    OperationKind.PAYOUT_FAILED,
    OperationKind.CHARGEBACK,
    OperationKind.PAYOUT_RETURNED,
    OperationKind.REINSTATEMENT,
    OperationKind.PROVIDER_FEE,
)
CAUSED = (
    OperationKind.FREEZE,
    OperationKind.THAW,
    OperationKind.FORFEIT,
    OperationKind.EXCHANGE_OUT,
    OperationKind.EXCHANGE_IN,
    OperationKind.CORRECTION,
    OperationKind.CLIENT_FEE,
    OperationKind.PAYOUT_RETURNED,
)
"""Operations that follow from another row: a freeze from its chargeback, a thaw or forfeit from its freeze, the two
halves of an exchange from the exchange, a correction from what two people wrote down, a client's fee from the milestone
it is taken for, and the return of a payout from the payout."""


class AuthorisationKind(models.TextChoices):
    """What may let money out of a hold."""

    ACCEPTANCE = "acceptance", _("the client's acceptance")
    SILENCE = "silence", _("the silence clause that both signed")
    CONSENT = "consent", _("the professional's consent to a refund")
    SETTLEMENT = "settlement", _("a settlement that both signed")
    RULING = "ruling", _("a mediator's ruling")


class Flow(models.Model):
    """Which operation may move money from which kind of purse to which. Fixed by migration."""

    kind = models.CharField(max_length=16)
    debit_kind = models.CharField(max_length=16)
    credit_kind = models.CharField(max_length=16)
    pk = models.CompositePrimaryKey("kind", "debit_kind", "credit_kind")

    def __str__(self) -> str:
        return f"{self.kind}: {self.debit_kind} to {self.credit_kind}"


class Fit(models.Model):
    """Which operation may carry out which kind of authorisation. Fixed by migration."""

    kind = models.CharField(max_length=16)
    authorisation_kind = models.CharField(max_length=16)
    pk = models.CompositePrimaryKey("kind", "authorisation_kind")

    def __str__(self) -> str:
        return f"{self.kind} by {self.authorisation_kind}"


class Authorisation(models.Model):
    """Leave to pay out a hold, once, in exactly these shares. Never changes.

    Its ``id`` is that of the row that gave it: the acceptance, silence clause, consent, settlement or ruling. Payer and
    payee are the hold's, by its trigger.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=16, choices=AuthorisationKind)
    contract_id = models.UUIDField()
    hold_id = models.UUIDField()
    payer_id = models.UUIDField()
    payee_id = models.UUIDField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    to_professional_minor = models.BigIntegerField()
    commission_minor = models.BigIntegerField()
    to_client_minor = models.BigIntegerField()
    terms_hash = models.BinaryField(max_length=32)
    authorised_by = models.UUIDField()
    authorised_at = models.DateTimeField()

    class Meta:
        # A hold's acceptance is found by its milestone, and what was paid by the operation.
        indexes = [
            models.Index(
                fields=["hold_id"],
                condition=~Q(kind=AuthorisationKind.ACCEPTANCE),
                name="ledger_authorisation_hold",
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AuthorisationKind.values), name="ledger_authorisation_kind"),
            models.CheckConstraint(
                condition=Q(
                    to_professional_minor__gte=0,
                    commission_minor__gte=0,
                    to_client_minor__gte=0,
                    amount_minor__gt=0,
                    amount_minor__lte=MINOR_MAX,
                    amount_minor=F("to_professional_minor") + F("commission_minor") + F("to_client_minor"),
                ),
                name="ledger_authorisation_sums",
            ),
            models.CheckConstraint(
                condition=Q(kind=AuthorisationKind.CONSENT, to_professional_minor=0, commission_minor=0)
                | Q(
                    kind__in=[AuthorisationKind.ACCEPTANCE, AuthorisationKind.SILENCE],
                    to_professional_minor__gt=0,
                )
                | Q(kind__in=[AuthorisationKind.SETTLEMENT, AuthorisationKind.RULING]),
                name="ledger_authorisation_shares",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def terms_hash_hex(self) -> str:
        """The hash of the terms, as it is written in the agreement."""
        return bytes(self.terms_hash).hex()

    @property
    def to_professional(self) -> Money:
        """What the professional gets, after the commission."""
        return Money(self.to_professional_minor, self.currency)

    @property
    def commission(self) -> Money:
        """What the site keeps."""
        return Money(self.commission_minor, self.currency)

    @property
    def to_client(self) -> Money:
        """What goes back to the client."""
        return Money(self.to_client_minor, self.currency)


class Operation(models.Model):
    """One movement: its money, both its sides, and what caused it. ``id`` is the caller's key: a repeat meets this row.

    Money leaves ``debit`` and goes to ``credit``, but for ``fees_minor``, which goes to the site's fees, and
    ``rest_minor``, which goes to ``also``, the payer's wallet in a split. So it can't be unbalanced, and its legs are
    no rows that could come later. Where a bank takes a deposit back, ``also`` is the wallet whose debt that is.
    Never changes. ``xid`` is the transaction that made it; ``number`` orders; ``once`` is what can be done but once.
    ``request_hash`` is the SHA-256 of the request, where that is not just two ids that the row has (a funding, and what
    an authorisation pays).
    Purses, account and authorisation are no foreign keys for the database, which would lock their rows: none of them
    can go away, and checks and the trigger compare them.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    number = models.BigIntegerField(editable=False)
    kind = models.CharField(max_length=16, choices=OperationKind)
    request_hash = models.BinaryField(max_length=32, null=True)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    debit = models.ForeignKey(Purse, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    credit = models.ForeignKey(Purse, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    also = models.ForeignKey(
        Purse, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    fees_minor = models.BigIntegerField()
    rest_minor = models.BigIntegerField()
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    hold_id = models.UUIDField(null=True)
    authorisation = models.ForeignKey(
        Authorisation, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    authorisation_kind = models.CharField(max_length=16, null=True)  # noqa: DJ001  # none is not an empty one
    payout_id = models.UUIDField(null=True)
    cause_id = models.UUIDField(null=True)
    provider = models.CharField(max_length=32, null=True)  # noqa: DJ001  # the same
    provider_event = models.CharField(max_length=200, null=True)  # noqa: DJ001  # the same
    once = models.CharField(max_length=250, null=True, db_collation="C")  # noqa: DJ001  # unique where there is one
    actor_id = models.UUIDField()
    via = models.CharField(max_length=16)
    at = models.DateTimeField()
    xid = Xid8Field()

    class Meta:
        indexes = [
            models.Index(fields=["debit"], name="ledger_operation_debit"),
            models.Index(fields=["credit"], name="ledger_operation_credit"),
            models.Index(fields=["also"], condition=Q(also__isnull=False), name="ledger_operation_also"),
            models.Index(fields=["xid"], name="ledger_operation_xid"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=OperationKind.values), name="ledger_operation_kind"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[OperationKind.RELEASE, OperationKind.REFUND, OperationKind.SPLIT],
                    authorisation__isnull=False,
                    authorisation_kind__isnull=False,
                    hold_id__isnull=False,
                )
                | Q(
                    ~Q(kind__in=[OperationKind.RELEASE, OperationKind.REFUND, OperationKind.SPLIT]),
                    authorisation__isnull=True,
                    authorisation_kind__isnull=True,
                ),
                name="ledger_operation_authorised",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=SAID_BY_PROVIDERS, provider__isnull=False, provider_event__isnull=False)
                | Q(~Q(kind__in=SAID_BY_PROVIDERS), provider_event__isnull=True),
                name="ledger_operation_provider",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=CAUSED, cause_id__isnull=False) | Q(~Q(kind__in=CAUSED), cause_id__isnull=True),
                name="ledger_operation_cause",
            ),
            # One key for all that happens once: an authorisation, a provider's word, a payout's end, a cause.
            models.UniqueConstraint(fields=["once"], condition=Q(once__isnull=False), name="ledger_operation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def amount(self) -> Money:
        """What was moved in all."""
        return Money(self.amount_minor, self.currency)


class Transfer(models.Model):
    """Money going from one purse to another: a view of the operations, one row for each of their legs."""

    id = models.BigIntegerField(primary_key=True)
    operation = models.ForeignKey(Operation, on_delete=models.DO_NOTHING, related_name="transfers")
    leg = models.SmallIntegerField()
    debit = models.ForeignKey(Purse, on_delete=models.DO_NOTHING, related_name="+")
    credit = models.ForeignKey(Purse, on_delete=models.DO_NOTHING, related_name="+")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    xid = Xid8Field()

    class Meta:
        managed = False
        db_table = "ledger_transfer"

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} from {self.debit_id} to {self.credit_id}"

    @property
    def amount(self) -> Money:
        """What was moved."""
        return Money(self.amount_minor, self.currency)


class Exchange(models.Model):
    """One amount changed into another currency: at which rate, from where, and what the site kept. Never changes.

    ``rate`` is in minor units of the target for one minor unit of the source; the target's fraction below a minor unit
    stays with the site.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    source_currency = models.CharField(max_length=3)
    source_minor = models.BigIntegerField()
    target_currency = models.CharField(max_length=3)
    target_minor = models.BigIntegerField()
    spread_minor = models.BigIntegerField()
    rate = models.DecimalField(max_digits=24, decimal_places=12)
    rate_source = models.CharField(max_length=120)
    quoted_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(source_minor__gt=0, target_minor__gt=0, spread_minor__gte=0, rate__gt=0),
                name="ledger_exchange_positive",
            ),
            models.CheckConstraint(
                condition=~Q(source_currency=F("target_currency")), name="ledger_exchange_two_currencies"
            ),
            models.CheckConstraint(condition=~Q(rate_source=""), name="ledger_exchange_rate_source"),
        ]

    def __str__(self) -> str:
        return f"{self.source} to {self.target}"

    @property
    def source(self) -> Money:
        """What was given."""
        return Money(self.source_minor, self.source_currency)

    @property
    def target(self) -> Money:
        """What was got, after the spread."""
        return Money(self.target_minor, self.target_currency)

    @property
    def spread(self) -> Money:
        """What the site kept."""
        return Money(self.spread_minor, self.target_currency)


class Correction(models.Model):
    """A transfer by hand that puts right an earlier one: written by one person, confirmed by another. Never changes."""

    id = models.UUIDField(primary_key=True, editable=False)
    debit = models.ForeignKey(Purse, on_delete=models.PROTECT, related_name="+")
    credit = models.ForeignKey(Purse, on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    contract_id = models.UUIDField(null=True)
    reason = models.TextField()
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["contract_id"], name="ledger_correction_contract")]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="ledger_correction_positive"),
            models.CheckConstraint(condition=~Q(proposed_by=F("confirmed_by")), name="ledger_correction_two_people"),
            models.CheckConstraint(condition=~Q(reason=""), name="ledger_correction_reason"),
        ]

    def __str__(self) -> str:
        return f"correction {self.id}"

    @property
    def amount(self) -> Money:
        """What was moved."""
        return Money(self.amount_minor, self.currency)
