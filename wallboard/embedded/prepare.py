"""Migrations, static files and first-start data in one process: Django is loaded once for all.

`python -m wallboard.embedded.prepare [ARGUMENT...]`: the arguments go to `first_start`. What that
command prints is for people and passes to the supervisor; the rest is told only when it fails.
"""

from __future__ import annotations

import hashlib
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wallboard.settings")
    import django
    from django.core.management import call_command

    django.setup()
    quiet = io.StringIO()
    try:
        call_command("migrate", interactive=False, verbosity=1, stdout=quiet, stderr=quiet)
        _hash_names()
        _collect_static(lambda: call_command("collectstatic", interactive=False, verbosity=0))
    except Exception:
        sys.stderr.write(quiet.getvalue())
        raise
    call_command("first_start", *arguments)
    return 0


def _hash_names() -> None:
    """The settings take hashed names as soon as there is a manifest; the first one is made here."""
    from django.conf import settings

    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "whitenoise.storage.CompressedManifestStaticFilesStorage"
    )


def _collect_static(collect: Callable[[], object]) -> None:
    """Only when a file's name, size or time differs from the last time: compressing takes time."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    total = hashlib.sha256(str(settings.STATIC_ROOT).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            file = Path(storage.path(path)).stat()
            total.update(f"{path}\0{file.st_size}\0{file.st_mtime_ns}\0".encode())
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if stamp.is_file() and stamp.read_text() == total.hexdigest():
        return
    collect()
    stamp.write_text(total.hexdigest())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
