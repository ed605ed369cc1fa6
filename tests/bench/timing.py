"""Taking the time, and counting queries."""

import time
from dataclasses import dataclass


@dataclass
class Taken:
    """What something took: seconds and SQL queries."""

    seconds: float
    queries: int


def take(env, action):
    """Run ``action`` on a cold cache; return what it took, written out included."""
    env.flush_all()
    env.invalidate_all()
    queries, start = env.cr.sql_log_count, time.perf_counter()
    action()
    env.flush_all()
    return Taken(time.perf_counter() - start, env.cr.sql_log_count - queries)
