"""The catalogue of vendors, by the setting WALLBOARD_VENDORS (docs/decisions/0001)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from wallboard.domain.observation import Kind
from wallboard.domain.vendor import Origin, VendorSpec

if TYPE_CHECKING:
    from wallboard.boards.models import Account


def catalogue() -> Mapping[str, VendorSpec]:
    """Vendor word → what the house knows of it."""
    rows: Mapping[str, VendorSpec] = import_string(settings.WALLBOARD_VENDORS)
    return rows


def choices() -> list[tuple[str, str]]:
    return [(key, spec.label) for key, spec in catalogue().items()]


def cadences_of(account: Account) -> dict[str, float]:
    """Job → seconds in force, never below the vendor's minimum; a job that is off is not here."""
    spec = catalogue().get(account.vendor)
    if spec is None:
        return {}
    return {
        job.name: max(
            float(account.cadences.get(job.name) or job.cadence_seconds), job.minimum_seconds
        )
        for job in spec.jobs
        if spec.is_on(job, account.jobs, account.options)
    }


def origins_of(account: Account) -> dict[str, Origin]:
    """Job that is on → how it comes to know what it says."""
    spec = catalogue().get(account.vendor)
    on = cadences_of(account)
    return {job.name: job.comes_by for job in spec.jobs if job.name in on} if spec else {}


def supplies_of(account: Account) -> Mapping[Kind, frozenset[str]]:
    """Kind → fields that this account can supply with the jobs that are on. Others are *never*."""
    spec = catalogue().get(account.vendor)
    return spec.supplied_by(cadences_of(account)) if spec else {}
