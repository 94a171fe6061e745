"""Pages of conversations: the panel that contract and proposal pages include, and a page of its own for each thread."""
