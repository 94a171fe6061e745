"""Files in and out of pages: uploads under a limit, whole or in pieces, and downloads that no browser will run."""
