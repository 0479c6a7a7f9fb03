"""A computer whose clock is wrong by so many hours as WRONG_BY says: for a process that has this folder on its path."""

import datetime
import os

_WRONG_BY = datetime.timedelta(hours=float(os.environ["WRONG_BY"]))


class _Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return super().now(tz) + _WRONG_BY


datetime.datetime = _Clock
