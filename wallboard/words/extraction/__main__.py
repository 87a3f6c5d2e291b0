"""`python -m wallboard.words.extraction`: what `./run words` does."""

from __future__ import annotations

import sys

import django


def main() -> int:
    django.setup()
    from wallboard.words.build import build
    from wallboard.words.extraction.gathering import everything
    from wallboard.words.extraction.update import untranslated, updated
    from wallboard.words.languages import LANGUAGES, TRANSLATED, catalogue

    found = everything()
    lacking = 0
    for language in TRANSLATED:
        entries = updated(found, language)
        catalogue(language).parent.mkdir(parents=True, exist_ok=True)
        entries.save(str(catalogue(language)))
        missing = untranslated(entries)
        lacking += len(missing)
        for entry in missing:
            sys.stdout.write(f"{language}  {entry.msgid}\n")
        sys.stdout.write(
            f"{dict(LANGUAGES)[language]}: {len(entries)} texts, {len(missing)} lack\n"
        )
    build()
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
