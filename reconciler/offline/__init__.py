"""Offline: a plan without the live system, from the files of a revision or from a snapshot."""

from reconciler.offline.plan import Offline, plan_offline

__all__ = ["Offline", "plan_offline"]
