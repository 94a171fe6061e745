"""Addresses of contracts and what is in them."""

from django.urls import path

from aval.web.contracts.views import agreements, contracts, milestones, record

app_name = "contracts"
urlpatterns = [
    path("contracts/", contracts.index, name="index"),
    path("proposals/<uuid:proposal_id>/choice/", contracts.choose, name="choice"),
    path("contracts/<uuid:contract_id>/", contracts.detail, name="detail"),
    path("contracts/<uuid:contract_id>/cancellation/", contracts.cancel, name="cancellation"),
    path("contracts/<uuid:contract_id>/end/", contracts.end, name="end"),
    path("contracts/<uuid:contract_id>/dossier/", record.dossier, name="dossier"),
    path("contracts/<uuid:contract_id>/record/", record.record, name="record"),
    path("contracts/<uuid:contract_id>/record/head/", record.head, name="head"),
    path("contracts/<uuid:contract_id>/record/<int:seq>/receipt/", record.receipt, name="receipt"),
    path("contracts/<uuid:contract_id>/record/<int:seq>/site-receipt/", record.site_receipt, name="site-receipt"),
    path("contracts/<uuid:contract_id>/agreement/", agreements.versions, name="versions"),
    path("contracts/<uuid:contract_id>/agreement/draft/", agreements.draft, name="draft"),
    path("contracts/<uuid:contract_id>/agreement/<int:number>/", agreements.version, name="version"),
    path("contracts/<uuid:contract_id>/agreement/<int:number>/terms.json", agreements.terms, name="terms"),
    path("contracts/<uuid:contract_id>/agreement/<int:number>/comparison/", agreements.compare, name="comparison"),
    path("contracts/<uuid:contract_id>/agreement/<int:number>/signature/", agreements.sign, name="signature"),
    path(
        "contracts/<uuid:contract_id>/agreement/<int:number>/signature/intent/",
        agreements.intend_to_sign,
        name="signature-intent",
    ),
    path("contracts/<uuid:contract_id>/agreement/<int:number>/rejection/", agreements.reject, name="rejection"),
    path("milestones/<uuid:milestone_id>/", milestones.milestone, name="milestone"),
    path("milestones/<uuid:milestone_id>/funding/", milestones.fund, name="funding"),
    path("milestones/<uuid:milestone_id>/deliveries/", milestones.deliver, name="deliveries"),
    path("milestones/<uuid:milestone_id>/refund/", milestones.refund, name="refund"),
    path("milestones/<uuid:milestone_id>/refund/intent/", milestones.intend_to_refund, name="refund-intent"),
    path("milestones/<uuid:milestone_id>/work/", milestones.log_work, name="work"),
    path("work/<uuid:entry_id>/withdrawal/", milestones.withdraw_work, name="work-withdrawal"),
    path("deliveries/<uuid:delivery_id>/acceptance/", milestones.accept, name="acceptance"),
    path("deliveries/<uuid:delivery_id>/acceptance/intent/", milestones.intend_to_accept, name="acceptance-intent"),
    path("deliveries/<uuid:delivery_id>/changes/", milestones.request_changes, name="changes"),
    path("absences/", contracts.absences, name="absences"),
]
