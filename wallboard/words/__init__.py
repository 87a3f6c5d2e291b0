"""Words in the reader's language: catalogues, and sentences that crossed a wire in English."""
