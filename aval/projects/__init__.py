"""Projects and the proposals on them: from a need for work to the professional chosen for it.

Promises: a proposal is seen by its professional and the project's client only; a project by invitation by whom it
invites only; every version of both is kept; no text is stored that screening refused.
"""
