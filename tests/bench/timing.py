"""Taking the time, and counting queries."""

import gc
import time
from dataclasses import dataclass

from odoo.api import Environment


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


def take_request(env, action):
    """Run ``action`` as a server runs a request; return what it took.

    In a transaction of its own, which is committed: in one long transaction everything
    grows slower with what was done before, as PostgreSQL keeps each row that was
    replaced until the end, and Odoo what it has read.

    :param env: whose user and context the request has; what it has pending is committed
    :param action: function of the request's environment
    """
    env.cr.commit()
    env.invalidate_all()
    gc.collect()
    return _request(env, action)


def take_requests(*series):
    """Run requests of several kinds in turn, so that all of them meet the machine in
    the same moods; the first of each kind warms up and does not count.

    :param series: for each kind (environment, list of functions as ``take_request``
        has them), the lists equally long
    :return: for each kind the list of what its requests took, the fastest first
    """
    for env, actions in series:
        take_request(env, actions[0])
    taken = [[] for _kind in series]
    for turn in range(1, len(series[0][1])):
        for (env, actions), kind in zip(series, taken, strict=True):
            kind.append(_request(env, actions[turn]))
    return [sorted(kind, key=lambda one: one.seconds) for kind in taken]


def settle(env):
    """Commit, and leave PostgreSQL nothing to tidy up while time is taken.

    Its statistics are fresh then, too, as on a server that was not filled just now.
    """
    env.cr.commit()
    with env.registry.cursor() as cr:
        cr._cnx.autocommit = True
        cr.execute("VACUUM (ANALYZE)")
        cr._cnx.autocommit = False


def _request(env, action):
    start = time.perf_counter()
    with env.registry.cursor() as cr:
        own = Environment(cr, env.uid, env.context)
        action(own)
        own.flush_all()
        cr.commit()
        queries = cr.sql_log_count
    return Taken(time.perf_counter() - start, queries)
