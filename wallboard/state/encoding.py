"""How facts, deltas and keys are written as bytes.

A stored fact is ``value,observed_at,received_at`` and a delta is built by the script from these
same fragments without parsing them. A value is a JSON array, ``[raw]``, ``[raw,qualifier]`` or
``[raw,qualifier,{parameters}]``; as arrays end where they end, "same value" is "same beginning".
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import orjson

from wallboard.domain.facts import Delta, Fact, FactKey, SourceKey, Version
from wallboard.domain.observation import NO_PARAMETERS, Kind, Qualifier, Scalar, Value


def text(raw: bytes | str | None) -> str:
    return raw.decode() if isinstance(raw, bytes) else (raw or "")


def dumps(item: object) -> bytes:
    """JSON with sorted keys, so that equal values have equal bytes. ValueError if it has none."""
    try:
        return orjson.dumps(item, option=orjson.OPT_SORT_KEYS)
    except TypeError as error:
        raise ValueError(f"a value cannot be kept: {error}") from error


@lru_cache(maxsize=1024)
def _tail_of_key(name: str) -> bytes:
    return b"," + dumps(name) + b"]"


def entity_fragment(account: str, job: str, kind: Kind, external_id: str) -> bytes:
    return dumps([account, job, kind, external_id])


def fact_field(entity: bytes, name: str) -> bytes:
    """The hash field of a fact, from its entity's fragment and its field's name."""
    return entity[:-1] + _tail_of_key(name)


def field_of(key: FactKey) -> bytes:
    return fact_field(entity_fragment(key.account, key.job, key.kind, key.external_id), key.field)


def source_fragment(account: str, job: str, kind: Kind) -> bytes:
    return dumps([account, job, kind])


def fence_fragment(account: str, job: str) -> bytes:
    return dumps([account, job])


def _check(raw: Scalar) -> None:
    if isinstance(raw, float) and not math.isfinite(raw):
        raise ValueError("a value must be a finite number")


def value_fragment(value: Value) -> bytes:
    _check(value.raw)
    if value.parameters:
        for parameter in value.parameters.values():
            _check(parameter)
        return dumps([value.raw, value.qualifier, dict(value.parameters)])
    if value.qualifier is Qualifier.EXACT:
        return dumps([value.raw])
    return dumps([value.raw, value.qualifier])


def instants_fragment(observed_at: float, received_at: float) -> bytes:
    _check(observed_at)
    _check(received_at)
    return dumps([observed_at, received_at])[1:-1]


def _key_of(parts: list[str]) -> FactKey:
    account, job, kind, external_id, name = parts
    return FactKey(account, job, Kind(kind), external_id, name)


def key_of_field(field: bytes) -> FactKey:
    return _key_of(orjson.loads(field))


def source_of_field(field: bytes) -> SourceKey:
    account, job, kind = orjson.loads(field)
    return SourceKey(account, job, Kind(kind))


def _value_of(parts: list[Any]) -> Value:
    if len(parts) == 1:
        return Value(parts[0])
    parameters = parts[2] if len(parts) > 2 else NO_PARAMETERS
    return Value(parts[0], Qualifier(parts[1]), parameters)


def facts_of(stored: Mapping[bytes, bytes]) -> Iterable[Fact]:
    for field, body in stored.items():
        value, observed_at, received_at = orjson.loads(b"[" + body + b"]")
        yield Fact(key_of_field(field), _value_of(value), observed_at, received_at)


def version_of(epoch: bytes | None, number: bytes | None) -> Version | None:
    return None if epoch is None or number is None else Version(epoch.decode(), int(number))


def delta_of(payload: bytes) -> Delta:
    """Read what the scripts publish: ``[epoch, number, [[key, value, at, at]...], [key...]]``."""
    epoch, number, changed, gone = orjson.loads(payload)
    return Delta(
        Version(epoch, number),
        tuple(
            Fact(_key_of(key), _value_of(value), observed_at, received_at)
            for key, value, observed_at, received_at in changed
        ),
        tuple(_key_of(key) for key in gone),
    )
