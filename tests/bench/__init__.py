"""Benchmarks: each file has ``measure(env)``, which returns the rows of a table.

A row is a dict: ``what``, ``ours`` and ``peer`` (numbers in ``unit``), ``queries`` and
``peer_queries``, ``peer_name``, ``ratio`` and ``promise``; unknown ones are left out.
"""
