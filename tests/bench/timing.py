"""Taking the time, and counting queries."""

import gc
import time
from dataclasses import dataclass


@dataclass
class Taken:
    """What something took: seconds and SQL queries."""

    seconds: float
    queries: int


def take(env, action):
    """Run ``action`` on a cold cache; return what it took, written out included.

    As a request finds a server: without the environments that earlier ones in this
    transaction have left behind, through all of which Odoo looks for each new one.
    """
    env.flush_all()
    env.invalidate_all()
    gc.collect()
    queries, start = env.cr.sql_log_count, time.perf_counter()
    action()
    env.flush_all()
    return Taken(time.perf_counter() - start, env.cr.sql_log_count - queries)
