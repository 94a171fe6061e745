"""The words screening knows, in Spanish, Portuguese and English, folded: lower case, no accents."""
