"""Words in five languages: extraction, catalogues, sentences that arrive in English."""
