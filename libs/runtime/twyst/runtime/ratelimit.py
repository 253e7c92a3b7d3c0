"""Token buckets by key, in this process: they protect what is scarce from one busy caller.

Each replica counts for itself, which is enough for protection and no use for billing.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from twyst.runtime.problems import Problem


@dataclass(frozen=True, slots=True)
class Limit:
    """A bucket's size and refill.

    The last `reserved` tokens are only for calls that say so: what gives money back (cancel, refund) must not
    wait behind what takes it.
    """

    rate_per_second: float
    burst: int
    reserved: int = 0

    def __post_init__(self) -> None:
        if self.rate_per_second <= 0 or self.burst < 1 or not 0 <= self.reserved < self.burst:
            raise ValueError(
                "a limit needs a positive rate, a burst of at least 1, and less reserved than the burst"
            )


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at: float


class TokenBuckets:
    """Buckets of one limit, one for each key, at most `max_keys` of them.

    When there are too many, the bucket that was used longest ago is forgotten; it is the fullest of those that
    matter, so that forgetting it gives its key the least.
    """

    def __init__(
        self,
        limit: Limit,
        *,
        clock: Callable[[], float] = time.monotonic,
        max_keys: int = 10_000,
    ) -> None:
        self._limit = limit
        self._clock = clock
        self._max_keys = max_keys
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, key: str, *, reserved: bool = False) -> float:
        """Take one token. 0 when there was one, else the seconds until there will be."""
        bucket = self._filled(key)
        floor = 0 if reserved else self._limit.reserved
        missing = floor + 1 - bucket.tokens
        # Refilling adds fractions; a hair's breadth below one is one.
        if missing > 1e-9:
            return missing / self._limit.rate_per_second
        bucket.tokens -= 1
        return 0.0

    def require(self, key: str, *, reserved: bool = False) -> None:
        """Take one token or raise the 429 problem with Retry-After."""
        wait_seconds = self.take(key, reserved=reserved)
        if wait_seconds > 0:
            raise Problem(
                429,
                "too-many-requests",
                detail="Too many requests; try again a little later.",
                headers={"Retry-After": str(math.ceil(wait_seconds))},
            )

    def __len__(self) -> int:
        return len(self._buckets)

    def _filled(self, key: str) -> _Bucket:
        now = self._clock()
        bucket = self._buckets.pop(key, None) or _Bucket(float(self._limit.burst), now)
        self._buckets[key] = bucket
        if len(self._buckets) > self._max_keys:
            self._buckets.popitem(last=False)
        gained = max(0.0, now - bucket.filled_at) * self._limit.rate_per_second
        bucket.tokens = min(float(self._limit.burst), bucket.tokens + gained)
        bucket.filled_at = now
        return bucket
