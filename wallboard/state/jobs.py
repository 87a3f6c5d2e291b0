"""What is known of each job at run time: when it is due, how it went, what it learned.

One hash per (account, job), and a few bounded ones per account. All of it is a convenience of the
health page and of the schedule: after an emptied Redis every job is due at once and counts anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

import redis

from wallboard.state import encoding, keys
from wallboard.state.job_records import (
    AccountRecord,
    Claim,
    Failure,
    RunReport,
    account_record_of,
)

MAX_MEMBERS = 400
MAX_WORDS = 200
MAX_NOTES = 50
KEPT_SECONDS = 30 * 86_400  # after an account's last run
KEPT_DAY_SECONDS = 3 * 86_400

# A tick takes what is due. The next instant keeps its beat, without a burst for what a pause has
# missed. An instant further ahead than it can be was set by a clock that has been put back.
# KEYS: record. ARGV: cadence, now. held_from and held_until are one back-off.
_CLAIM = """
local cadence, now = tonumber(ARGV[1]), tonumber(ARGV[2])
local record = redis.call('HMGET', KEYS[1], 'next_due_at', 'held_from', 'held_until')
local due, from, held = tonumber(record[1]), tonumber(record[2]), tonumber(record[3])
if held and from and now >= from - 1 and now < held then return 0 end
if due and now < due and due - now <= cadence then return 0 end
if due and due <= now and due + cadence > now then due = due + cadence else due = now + cadence end
redis.call('HSET', KEYS[1], 'next_due_at', string.format('%.3f', due))
redis.call('HDEL', KEYS[1], 'held_from', 'held_until')
return 1
"""

# KEYS: hash. ARGV: bound, seconds kept, HSET or HINCRBY, then per item: field, value.
_BOUNDED = """
local count, bound = redis.call('HLEN', KEYS[1]), tonumber(ARGV[1])
for i = 4, #ARGV, 2 do
  local known = redis.call('HEXISTS', KEYS[1], ARGV[i]) == 1
  if known or count < bound then
    if not known then count = count + 1 end
    redis.call(ARGV[3], KEYS[1], ARGV[i], ARGV[i + 1])
  end
end
redis.call('EXPIRE', KEYS[1], ARGV[2])
return count
"""


class JobRecords:
    """Every call is one round trip and raises StateUnavailable when Redis does not answer."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._claim = client.register_script(_CLAIM)
        self._bounded = client.register_script(_BOUNDED)

    def claim_due(self, account: str, job: str, cadence_seconds: float, now_at: float) -> bool:
        """True for exactly one caller when the job is due; its next instant is then set."""
        return self.claim_all_due([Claim(account, job, cadence_seconds)], now_at)[0]

    def claim_all_due(self, claims: Sequence[Claim], now_at: float) -> list[bool]:
        """`claim_due` for many jobs at once, for the tick."""
        if not claims:
            return []
        pipeline = self._client.pipeline(transaction=False)
        for claim in claims:
            key = keys.job(claim.account, claim.job)
            arguments = [repr(float(claim.cadence_seconds)), repr(float(now_at))]
            self._claim(keys=[key], args=arguments, client=pipeline)
        return [bool(answer) for answer in pipeline.execute()]

    def hold_until(self, account: str, job: str, until_at: float, now_at: float) -> None:
        """Not due before `until_at`: the vendor asked for it, or we back off."""
        held = {"held_from": repr(float(now_at)), "held_until": repr(float(until_at))}
        self._client.hset(keys.job(account, job), mapping=held)

    def release(self, account: str, jobs: Iterable[str]) -> None:
        """Due at once: the settings changed, or an administrator asked for it."""
        pipeline = self._client.pipeline(transaction=True)
        for job in jobs:
            pipeline.hdel(keys.job(account, job), "next_due_at", "held_from", "held_until")
        pipeline.execute()

    def started(self, account: str, job: str, now_at: float) -> None:
        instants = {"running_since": repr(float(now_at)), "last_started_at": repr(float(now_at))}
        pipeline = self._client.pipeline(transaction=True)
        pipeline.hset(keys.job(account, job), mapping=instants)
        pipeline.hincrby(keys.job(account, job), "runs", 1)
        pipeline.sadd(keys.jobs(account), job)
        pipeline.execute()

    def succeeded(self, account: str, job: str, now_at: float, report: RunReport) -> int:
        """Returns how many failures in a row it ended; above 0, it has recovered."""
        pipeline = self._client.pipeline(transaction=True)
        key = keys.job(account, job)
        pipeline.hget(key, "failures")
        pipeline.hset(key, mapping={"last_ok_at": repr(float(now_at)), "failures": "0"})
        pipeline.hdel(key, "error_code", "error_message", "error_hint", "held_from", "held_until")
        self._close_run(pipeline, account, job, report)
        return int(pipeline.execute()[0] or 0)

    def progressed(self, account: str, job: str, now_at: float, report: RunReport) -> None:
        """A stream goes well: what `succeeded` records, while the run goes on."""
        pipeline = self._client.pipeline(transaction=True)
        key = keys.job(account, job)
        pipeline.hset(key, mapping={"last_ok_at": repr(float(now_at)), "failures": "0"})
        pipeline.hdel(key, "error_code", "error_message", "error_hint")
        self._keep_report(pipeline, account, job, report)
        pipeline.execute()

    def failed(
        self, account: str, job: str, now_at: float, report: RunReport, failure: Failure
    ) -> int:
        """Returns how many times in a row it has failed; at 1, it has just broken."""
        pipeline = self._client.pipeline(transaction=True)
        key = keys.job(account, job)
        pipeline.hincrby(key, "failures", 1)
        pipeline.hset(
            key,
            mapping={
                "last_failed_at": repr(float(now_at)),
                "error_code": failure.code,
                "error_message": failure.message,
                "error_hint": failure.hint,
            },
        )
        self._close_run(pipeline, account, job, report)
        return int(pipeline.execute()[0])

    def last_ok_at(self, account: str, job: str) -> float | None:
        """When the job last went well (epoch seconds); None when nobody knows."""
        found = cast("bytes | None", self._client.hget(keys.job(account, job), "last_ok_at"))
        return None if found is None else float(found)

    def skipped(self, account: str, job: str) -> None:
        """It was due while its last run was still going."""
        self._client.hincrby(keys.job(account, job), "skipped", 1)

    def overview(self, account: str, day: str) -> AccountRecord:
        """All that is known of an account; `day` (ISO) chooses today's calls."""
        names = cast("set[bytes]", self._client.smembers(keys.jobs(account)))
        jobs = sorted(name.decode() for name in names)
        pipeline = self._client.pipeline(transaction=False)
        for key in (keys.calls(account), keys.calls_of_day(account, day)):
            pipeline.hgetall(key)
        for key in (keys.members(account), keys.words(account), keys.notes(account)):
            pipeline.hgetall(key)
        for job in jobs:
            pipeline.hgetall(keys.job(account, job))
        answers = pipeline.execute()
        return account_record_of(answers[:5], dict(zip(jobs, answers[5:], strict=True)))

    def forget_account(self, account: str) -> None:
        """It was removed. Today's calls go by themselves."""
        names = cast("set[bytes]", self._client.smembers(keys.jobs(account)))
        hashes = (keys.calls, keys.members, keys.words, keys.notes, keys.jobs, keys.session)
        self._client.delete(
            *(key(account) for key in hashes), *(keys.job(account, n.decode()) for n in names)
        )

    def _close_run(self, pipeline: Any, account: str, job: str, report: RunReport) -> None:
        pipeline.hdel(keys.job(account, job), "running_since")
        self._keep_report(pipeline, account, job, report)

    def _keep_report(self, pipeline: Any, account: str, job: str, report: RunReport) -> None:
        key = keys.job(account, job)
        pipeline.hincrby(key, "batches", report.batches)
        pipeline.hincrby(key, "malformed", report.malformed)
        for kept in (key, keys.jobs(account)):
            pipeline.expire(kept, KEPT_SECONDS)
        if report.requests:
            day = keys.calls_of_day(account, report.day)
            for purpose, count in report.requests.items():
                field = encoding.dumps([job, purpose])
                pipeline.hincrby(keys.calls(account), field, count)
                pipeline.hincrby(day, field, count)
            pipeline.expire(keys.calls(account), KEPT_SECONDS)
            pipeline.expire(day, KEPT_DAY_SECONDS)
        self._keep_learned(pipeline, account, report)

    def _keep_learned(self, pipeline: Any, account: str, report: RunReport) -> None:
        notes = {key.encode(): text.encode() for key, text in report.notes.items() if text}
        learned = (
            (keys.members(account), MAX_MEMBERS, "HSET", report.member_fields()),
            (keys.words(account), MAX_WORDS, "HINCRBY", report.word_fields()),
            (keys.notes(account), MAX_NOTES, "HSET", notes),
        )
        for key, bound, command, fields in learned:
            if fields:
                arguments: list[bytes | str | int] = [bound, KEPT_SECONDS, command]
                for item in fields.items():
                    arguments += item
                self._bounded(keys=[key], args=arguments, client=pipeline)
        if ended := [key for key, text in report.notes.items() if not text]:
            pipeline.hdel(keys.notes(account), *ended)
