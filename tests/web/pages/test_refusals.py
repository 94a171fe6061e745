"""Refusals at the edge: a page, a fragment for htmx, and forms that are sent twice."""

from html import unescape
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import Client, RequestFactory

from aval.accounts.models import Account, KeptAnswer
from aval.kernel.refusals import IllegalMove, NotAllowed, Refusal
from aval.record.devices import DeviceFailed
from aval.record.keys import NoKey
from aval.web.middleware import RefusalMiddleware
from aval.web.requests import FormSentBefore, act_of, once
from tests import make

pytestmark = pytest.mark.django_db


def asked(person: Account, form: dict[str, str] | None = None, *, htmx: bool = False) -> HttpRequest:
    request = RequestFactory().post("/thing/", form or {})
    request.user = person
    request.session = SessionStore()
    request.htmx = htmx  # type: ignore[attr-defined]  # as django-htmx does
    return request


@pytest.mark.parametrize(("refusal", "status"), [(IllegalMove(), 409), (NotAllowed(), 403)])
def test_a_refusal_is_a_page_with_its_own_status(refusal: Refusal, status: int) -> None:
    middleware = RefusalMiddleware(lambda _request: HttpResponse())

    response = middleware.process_exception(asked(make.client()), refusal)

    assert response is not None
    assert response.status_code == status
    page = unescape(response.content.decode())
    assert str(refusal.sentence) in page
    assert str(refusal.advice) in page
    assert "<html" in page


@pytest.mark.parametrize("kind", [NoKey, DeviceFailed])
def test_a_record_that_is_closed_tells_people_so_and_the_operators_log_why(
    kind: type[NoKey | DeviceFailed], caplog: pytest.LogCaptureFixture
) -> None:
    middleware = RefusalMiddleware(lambda _request: HttpResponse())

    response = middleware.process_exception(asked(make.client()), kind("the token 'site' is gone"))

    assert response is not None
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    page = unescape(response.content.decode())
    assert "The record is closed for now" in page
    assert "Nothing that you wrote was kept" in page
    assert "the token" not in page
    assert "the token 'site' is gone" in caplog.text


def test_htmx_gets_a_fragment_that_the_form_takes_in() -> None:
    middleware = RefusalMiddleware(lambda _request: HttpResponse())

    response = middleware.process_exception(asked(make.client(), htmx=True), IllegalMove())

    assert response is not None
    assert response["Aval-Refusal"] == "1"
    assert "<html" not in response.content.decode()


def test_what_is_not_yours_is_not_found() -> None:
    middleware = RefusalMiddleware(lambda _request: HttpResponse())

    response = middleware.process_exception(asked(make.client()), Account.DoesNotExist())

    assert response is not None
    assert response.status_code == HTTPStatus.NOT_FOUND


def test_other_errors_are_left_alone() -> None:
    middleware = RefusalMiddleware(lambda _request: HttpResponse())

    assert middleware.process_exception(asked(make.client()), ValueError()) is None


def test_a_redirect_that_answers_htmx_is_one_of_the_page() -> None:
    middleware = RefusalMiddleware(lambda _request: HttpResponseRedirect("/there/"))

    response = middleware(asked(make.client(), htmx=True))

    assert response["HX-Redirect"] == "/there/"
    assert "Location" not in response


def test_the_same_form_sent_twice_does_its_work_once() -> None:
    person, form, done = make.client(), {"once": str(uuid4()), "text": "hello"}, []

    @once
    def view(request: HttpRequest) -> HttpResponse:
        done.append(act_of(request).request_id)
        return HttpResponseRedirect("/done/")

    first, second = view(asked(person, form)), view(asked(person, form))

    assert len(done) == 1
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])


def test_the_same_mark_with_other_content_is_refused() -> None:
    person, mark = make.client(), str(uuid4())
    view = once(lambda _request: HttpResponse("done"))
    view(asked(person, {"once": mark, "text": "one"}))

    with pytest.raises(FormSentBefore):
        view(asked(person, {"once": mark, "text": "two"}))

    assert KeptAnswer.objects.count() == 1


def test_a_form_that_was_not_accepted_may_be_corrected_and_sent_again() -> None:
    person, mark = make.client(), str(uuid4())
    view = once(lambda request: HttpResponse(status=422 if request.POST["text"] == "bad" else 200))
    view(asked(person, {"once": mark, "text": "bad"}))

    assert view(asked(person, {"once": mark, "text": "good"})).status_code == HTTPStatus.OK


def test_a_mark_belongs_to_one_account() -> None:
    form: dict[str, str] = {"once": str(uuid4())}
    done: list[object] = []

    @once
    def view(request: HttpRequest) -> HttpResponse:
        done.append(request.user)
        return HttpResponse()

    view(asked(make.client(), form))
    view(asked(make.stranger(), form))

    assert len(done) == 2


def test_acts_of_one_form_have_one_request_id_and_others_their_own() -> None:
    person, form = make.client(), {"once": str(uuid4())}

    same = {act_of(asked(person, form)).request_id for _ in range(2)}
    other = {act_of(asked(person)).request_id for _ in range(2)}

    assert len(same) == 1
    assert len(other) == 2


def test_an_expired_form_is_explained() -> None:
    careful = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})

    response = careful.post("/theme/", {"theme": "dark"})

    assert response.status_code == HTTPStatus.FORBIDDEN
    assert "Please send it again" in response.content.decode()


def test_an_expired_form_leads_back_to_itself() -> None:
    careful = Client(enforce_csrf_checks=True, headers={"referer": "http://testserver/newsletter/"})

    page = careful.post("/theme/", {"theme": "dark"}).content.decode()

    assert 'href="http://testserver/newsletter/"' in page


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/deliveries/1/?view=work", "/deliveries/1/%3Fview%3Dwork"),
        ("https://elsewhere.test/deliveries/", "/settings/tokens/"),
        ("", "/settings/tokens/"),
    ],
)
def test_who_must_sign_in_before_a_form_counts_comes_back_to_the_form(referer: str, back: str) -> None:
    response = Client(headers={"referer": referer}).post("/settings/tokens/", {"name": "x"})

    assert response["Location"] == f"/accounts/login/?next={back}"


def test_an_address_that_only_takes_forms_says_so() -> None:
    browser = Client(headers={"accept-language": "en", "accept": "text/html,*/*;q=0.8"})

    response = browser.get("/theme/")

    assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert response["Allow"] == "POST"
    assert "only takes what a form sends" in response.content.decode()


def test_a_program_that_asks_it_gets_the_bare_answer() -> None:
    response = Client(headers={"accept": "application/json"}).get("/theme/")

    assert (response.status_code, response["Allow"], response.content) == (HTTPStatus.METHOD_NOT_ALLOWED, "POST", b"")
