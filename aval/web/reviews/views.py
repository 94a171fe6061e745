"""Reviews: from a request to one call, and back."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from aval.accounts.models import Account
from aval.contracts import access as contracts
from aval.kernel.clock import now
from aval.moderation.actions import ContactDetailsFound
from aval.reputation import actions as reputation
from aval.reputation.models import Review
from aval.reputation.queries import reviews_on
from aval.web.requests import account_of, act_of, once
from aval.web.reviews.forms import ReplyForm, ReviewForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def write(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Write a review of the other party; show what there is to read already."""
    account = account_of(request)
    contract = contracts.contract_for(contract_id, account.id)
    found = list(reviews_on(contract.id, account.id, at=now()))
    form = ReviewForm(request.POST or None)
    context = {
        "contract": contract,
        "reviews": found,
        "written": any(review.author_id == account.id for review in found),
        "subject": Account.objects.get(id=contract.other(account.id)) if contract.is_party(account.id) else None,
        "form": form,
        "reply_form": ReplyForm(),
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "reviews/write.html", context, status=422 if request.method == "POST" else 200)
    try:
        reputation.write_review(act_of(request), contract_id=contract_id, **form.cleaned_data)
    except ContactDetailsFound as refusal:
        return render(request, "reviews/write.html", {**context, "refusal": refusal}, status=422)
    return redirect("reviews:write", contract_id=contract_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def reply(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Reply to a review of oneself."""
    review = Review.objects.select_related("contract", "author").get(id=review_id, subject=account_of(request))
    form = ReplyForm(request.POST or None)
    context = {"review": review, "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "reviews/reply.html", context, status=422 if request.method == "POST" else 200)
    try:
        reputation.reply_to_review(act_of(request), review_id=review_id, text=form.cleaned_data["text"])
    except ContactDetailsFound as refusal:
        return render(request, "reviews/reply.html", {**context, "refusal": refusal}, status=422)
    return redirect("reviews:write", contract_id=review.contract_id)
