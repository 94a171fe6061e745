"""Requests to erase: a person's own on a contract, and the operators' desk."""
