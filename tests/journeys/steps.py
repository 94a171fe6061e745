"""What people do in their browsers, step by step, by what they see on the page."""

import re
from datetime import date, timedelta
from pathlib import Path

from allauth.account.models import EmailAddress
from playwright.sync_api import Locator, Page, expect

from aval.accounts.models import Account
from aval.notifications.models import SentMail

PASSWORD = "correct horse battery"
MADE_PASSWORD = "correct horse"  # of the people in tests/makers
CARD_THAT_PAYS = "4000 0000 0000 0000"


def join(page: Page, name: str, email: str) -> None:
    """Sign up, and prove the address with the code that came by mail."""
    page.goto("/accounts/signup/")
    page.fill("main [name=display_name]", name)
    page.fill("main [name=email]", email)
    page.fill("main [name=password1]", PASSWORD)
    page.check("main [name=terms]")
    form(page, "/accounts/signup/").locator("[type=submit]").click()
    page.fill("main [name=code]", mailed_code(email))
    page.locator("form:has([name=code]) [type=submit]").first.click()
    page.wait_for_url("**/home/")


def sign_in(page: Page, account: Account, password: str = MADE_PASSWORD) -> None:
    """Sign in by the form, as somebody who proved their address long ago."""
    EmailAddress.objects.get_or_create(user=account, email=account.email, defaults={"verified": True, "primary": True})
    page.goto("/accounts/login/")
    page.fill("main [name=login]", account.email)
    page.fill("main [name=password]", password)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/home/")


def mailed_code(email: str) -> str:
    """Return the code in the last mail to this address."""
    mail = SentMail.objects.filter(recipients__contains=email).latest("sent_at")
    found = re.search(r"^([A-Z0-9][A-Z0-9-]{4,9}[A-Z0-9])\s*$", mail.text, re.MULTILINE)
    assert found, mail.text
    return found[1]


def publish(page: Page, title: str, description: str) -> str:
    """Publish a fixed-price project; return its address."""
    page.goto("/projects/new/")
    page.fill("main [name=title]", title)
    page.fill("main [name=description]", description)
    page.select_option("main [name=category]", index=1)
    page.fill("main [name=skills]", "Django")
    page.check("main [name=kind][value=fixed]")
    page.fill("main [name=budget_from]", "500")
    page.fill("main [name=budget_to]", "1500")
    page.check("main [name=visibility][value=public]")
    page.locator("form:has([name=description]) button.primary").click()
    page.wait_for_url(re.compile(r"/projects/[0-9a-f-]{36}/$"))
    project = page.url
    form(page, "/publication/").locator("button").click()
    page.wait_for_url("**/matches/")
    return project


def propose(page: Page, project: str, text: str, title: str, amount: str, criteria: str) -> str:
    """Send a proposal of one milestone, due in two weeks; return its address."""
    page.goto(project + "proposals/new/")
    page.fill("main [name=text]", text)
    page.fill("main [name=milestones-0-title]", title)
    page.fill("main [name=milestones-0-amount]", amount)
    page.fill("main [name=milestones-0-due_on]", (date.today() + timedelta(days=14)).isoformat())  # noqa: DTZ011 (what the person sees)
    page.fill("main [name=milestones-0-criteria]", criteria)
    page.locator("form:has([name=text]) button.primary").click()
    page.wait_for_url(re.compile(r"/proposals/[0-9a-f-]{36}/$"))
    return page.url


def choose(page: Page, project: str) -> str:
    """Choose the only proposal; return the contract's address."""
    page.goto(project + "proposals/")
    press(page, form(page, "/choice/").locator("button"))
    page.wait_for_url(re.compile(r"/contracts/[0-9a-f-]{36}/"))
    return re.sub(r"(/contracts/[0-9a-f-]{36}/).*", r"\1", page.url)


def sign(page: Page, contract: str, number: int = 1) -> None:
    """Sign a version of the agreement."""
    page.goto(f"{contract}agreement/{number}/")
    page.check("main [name=agreed]")
    press(page, form(page, "/signature/").locator("button"))
    page.wait_for_load_state()
    expect(form(page, "/signature/")).to_have_count(0)


def add_money(page: Page, amount: str) -> None:
    """Pay money into the wallet at the provider's checkout, and wait until it is confirmed."""
    check_out(page, amount, CARD_THAT_PAYS)
    expect(page.get_by_role("main")).to_contain_text("The money is in your wallet", timeout=30_000)


def check_out(page: Page, amount: str, card: str) -> None:
    """Pay with a card at the provider's checkout; return to the site without knowing what came of it."""
    page.goto("/money/deposits/")
    page.fill("main [name=amount]", amount)
    form(page, "/money/deposits/").locator("[type=submit]").click()
    page.wait_for_url("**/sandbox/checkouts/**")
    page.fill("main [name=card]", card)
    form(page, "/payment/").locator("button").first.click()
    page.wait_for_url("**/money/deposits/**")


def fund(page: Page, contract: str) -> None:
    """Put the first milestone's price into escrow."""
    page.goto(contract)
    page.locator("a[href$='/funding/']").first.click()
    press(page, form(page, "/funding/").locator("button"))
    page.wait_for_url(re.compile(re.escape(contract)))
    expect(page.locator("main")).to_contain_text("in escrow")


def listen(page: Page, contract: str) -> None:
    """Open the conversation on the contract's page."""
    page.goto(f"{contract}?view=conversation")


def write(page: Page, text: str) -> None:
    """Write a message in the conversation that is open, and send it."""
    composer(page).fill(text)
    page.get_by_role("button", name="Send", exact=True).click()


def composer(page: Page) -> Locator:
    """Return the box that messages are written in."""
    return page.get_by_role("textbox", name=re.compile("^Write to "))


def deliver(page: Page, contract: str, note: str, file: Path) -> None:
    """Deliver a version of the work with a file."""
    page.goto(contract)
    page.locator("a[href$='/deliveries/']").first.click()
    page.fill("main [name=note]", note)
    page.get_by_label("Add files").set_input_files(str(file))
    expect(page.locator("main [name=attachments]")).to_have_count(1)
    press(page, form(page, "/deliveries/").locator("button.primary, button.safe").last)
    page.wait_for_url(re.compile(re.escape(contract)))


def ask_for_changes(page: Page, contract: str, reasons: str) -> None:
    """Ask for changes to the last delivery."""
    page.goto(contract)
    page.locator("a[href$='/changes/']").first.click()
    page.fill("main [name=reasons]", reasons)
    press(page, form(page, "/changes/").locator("button.primary, button").last)
    page.wait_for_url(re.compile(re.escape(contract)))


def accept(page: Page, contract: str) -> None:
    """Accept the last delivery and let its escrow go."""
    page.goto(contract)
    page.locator("a[href$='/acceptance/']").first.click()
    press(page, form(page, "/acceptance/").locator("button"))
    page.wait_for_url(re.compile(re.escape(contract)))


def take_dossier(page: Page, contract: str, to: Path) -> Path:
    """Download the dossier."""
    page.goto(f"{contract}?view=agreement")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the dossier").click()
    download.value.save_as(to)
    return to


def review(page: Page, contract: str, stars: int, text: str) -> None:
    """Review the other side, coming from the contract's page."""
    page.goto(contract)
    page.get_by_role("link", name="Write a review").click()
    page.locator(f"main [name=stars][value='{stars}']").check()
    page.get_by_label("How was it to work together?").fill(text)
    page.get_by_role("button", name="Write this review").click()
    expect(page.locator("main article")).to_contain_text([text])


def unfold(page: Page, title: str) -> None:
    """Open what is folded under a title."""
    page.locator("summary").get_by_text(title, exact=True).click()


def fits(page: Page) -> None:
    """Check that nothing sticks out sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def form(page: Page, ending: str) -> Locator:
    """Return the form that posts to an address with this ending."""
    explicit = page.locator(f"form[method=post][action$='{ending}']")
    if explicit.count() or not page.url.split("?")[0].endswith(ending):
        return explicit
    return page.locator("main form[method=post]:not([action])")


def press(page: Page, button: Locator) -> None:
    """Press a button, and say yes where the page asks first."""
    button = button.first
    asks = button.locator("xpath=ancestor-or-self::*[@data-confirm]").count()
    button.click()
    if asks:
        page.get_by_role("dialog").get_by_role("button", name="Yes, go on").click()
