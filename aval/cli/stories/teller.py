"""A teller: makes people, moves the clock, and lets the payment provider speak as it does in life."""

import io
import json
from datetime import datetime, timedelta

from django.conf import settings

from aval.accounts.models import Account, Profile, Role
from aval.contracts import actions as contracts
from aval.contracts.models import AgreementVersion, Contract
from aval.conversation import actions as conversation
from aval.conversation.models import Message
from aval.files import actions as files
from aval.files.models import Attachment
from aval.kernel.acts import Act
from aval.kernel.ids import new_id
from aval.kernel.money import Money
from aval.payments import actions as payments
from aval.payments import providers
from aval.payments.models import Deposit
from aval.payments.providers.interface import Transition
from aval.payments.providers.sandbox import signing
from aval.record import relay


class Teller:
    """Tells a story from a given moment on."""

    def __init__(self, begins_at: datetime) -> None:
        self.now = begins_at
        relay.discover()

    def later(self, *, days: float = 0, hours: float = 0, minutes: float = 0) -> None:
        """Let time pass."""
        self.now += timedelta(days=days, hours=hours, minutes=minutes)

    def act(self, person: Account) -> Act:
        """Return what this person does now."""
        return Act(person.id, self.now, new_id(), "cli")

    def site(self) -> Act:
        """Return what the site does now by itself."""
        return Act.by_site(self.now, via="cli")

    def person(self, email: str, name: str, *, language: str, zone: str, role: str = "", **profile: object) -> Account:
        """Return the account of this address, made with its profile if there is none."""
        found = Account.objects.filter(email=email).first()
        if found is not None:
            return found
        account = Account.objects.create_user(
            email, settings.DEMO_PASSWORD, display_name=name, language=language, time_zone=zone, joined_at=self.now
        )
        account.emailaddress_set.create(email=email, verified=True, primary=True)
        Profile.objects.create(account=account, updated_at=self.now, **profile)
        if role:
            Role.objects.create(account=account, kind=role, given_at=self.now)
        return account

    def pay_in(self, person: Account, amount: Money) -> Deposit:
        """Let a person add money to the wallet, and the provider confirm it with a signed message."""
        deposit = payments.start_deposit(self.act(person), account_id=person.id, amount=amount)
        event_id = f"sbx_{deposit.id.hex}_{Transition.DEPOSIT_CONFIRMED}_1"
        said = {
            "type": Transition.DEPOSIT_CONFIRMED.value,
            "reference": str(deposit.id),
            "minor": amount.minor,
            "currency": amount.currency,
        }
        self._hear("sandbox", event_id, said)
        return deposit

    def say(self, person: Account, contract: Contract, text: str, *, wait: float = 0.3) -> Message:
        """Let a person write, some hours later."""
        self.later(hours=wait)
        return conversation.post_message(self.act(person), contract_id=contract.id, text=text)

    def sign(self, person: Account, version: AgreementVersion) -> None:
        """Let a person sign exactly what they see."""
        contracts.sign_agreement(self.act(person), version_id=version.id, terms_hash=bytes(version.terms_hash))

    def upload(self, person: Account, name: str, content: bytes) -> Attachment:
        """Let a person upload a file."""
        return files.upload(self.act(person), stream=io.BytesIO(content), name=name)

    def settle_down(self) -> None:
        """Let everybody hear what has happened."""
        relay.run_once()

    def _hear(self, provider: str, event_id: str, said: dict[str, object]) -> None:
        body = json.dumps(said).encode()
        headers = signing.sign(settings.SANDBOX_SECRET, event_id, self.now, body)
        event = providers.provider(provider).read_webhook(body, headers, self.now)
        assert event is not None, "the sandbox says only what counts"
        payments.receive_webhook(Act.by_site(self.now, via="webhook"), provider=provider, event=event, body=body)
