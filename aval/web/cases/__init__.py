"""Pages of disputes: opening a case, trading offers, being heard, ruling, appealing; and the mediators' desk."""
