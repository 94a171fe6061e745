"""Matrix: a room as Element exports it in JSON, with the raw events. What was never decrypted stays marked so."""
