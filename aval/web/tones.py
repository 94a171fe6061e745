"""Which tone and icon each state has, on whichever page it is shown."""

TONES: dict[str, tuple[str, str]] = {
    # projects and proposals
    "draft": ("plain", "edit"),
    "published": ("brand", "globe"),
    "awarded": ("safe", "check"),
    "closed": ("plain", "lock"),
    "withdrawn": ("plain", "x"),
    "sent": ("brand", "send"),
    "shortlisted": ("seal", "bookmark"),
    "chosen": ("safe", "check"),
    "declined": ("plain", "x"),
    # agreements and contracts
    "drafted": ("plain", "edit"),
    "agreeing": ("brand", "pen"),
    "signed_by_one": ("seal", "pen"),
    "in_force": ("seal", "seal"),
    "superseded": ("plain", "history"),
    "rejected": ("plain", "x"),
    "awaiting_escrow": ("warn", "clock"),
    "active": ("safe", "shield"),
    "completed": ("safe", "check-circle"),
    "cancelled": ("plain", "x"),
    # milestones and their money
    "agreed": ("plain", "list"),
    "funded": ("safe", "vault"),
    "delivered": ("brand", "upload"),
    "changes_requested": ("warn", "refresh"),
    "accepted": ("safe", "check"),
    "released": ("safe", "check-circle"),
    "disputed": ("danger", "scale"),
    "settled": ("seal", "hand"),
    "ruled": ("seal", "gavel"),
    "refunded": ("plain", "arrow-left"),
    "frozen": ("danger", "lock"),
    "charged_back": ("danger", "x-circle"),
    # payments
    "pending": ("warn", "clock"),
    "started": ("warn", "clock"),
    "in_flight": ("warn", "send"),
    "confirmed": ("safe", "check"),
    "paid": ("safe", "check-circle"),
    "failed": ("danger", "x-circle"),
    "returned": ("danger", "arrow-left"),
    "reinstated": ("safe", "check"),
    "lost": ("danger", "x-circle"),
    "proposed": ("warn", "clock"),
    "explained": ("plain", "check"),
    "gone": ("safe", "check"),
    # cases
    "opened": ("warn", "scale"),
    "open": ("warn", "scale"),
    "negotiation": ("warn", "chat"),
    "mediation": ("brand", "users"),
    "ruling": ("seal", "gavel"),
    "appealed": ("warn", "refresh"),
    "executed": ("safe", "check-circle"),
    # imports: grades of provenance
    "signed": ("seal", "seal"),
    "bridged": ("seal", "link"),
    "matched": ("safe", "check-circle"),
    "structured": ("brand", "check"),
    "plain": ("plain", "file"),
    "contested": ("danger", "flag"),
    "previewed": ("plain", "eye"),
    # moderation
    "refused": ("danger", "hand"),
    "in_review": ("warn", "eye"),
    "allowed": ("safe", "check"),
    "upheld": ("danger", "hand"),
    # the gate
    "gate_closed": ("warn", "lock"),
    "gate_open": ("safe", "unlock"),
}


def tone_of(state: str) -> tuple[str, str]:
    """Return tone and icon name for a state's code, ``("plain", "")`` for one that has none of its own."""
    return TONES.get(state.replace("-", "_").lower(), ("plain", ""))
