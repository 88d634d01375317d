"""What reading a file of requests gives."""

from __future__ import annotations

from dataclasses import dataclass

from perdiem.model.authorization import AuthorizationRequest
from perdiem.model.faults import Fault


@dataclass(frozen=True, slots=True)
class RequestReading:
    """The requests of one file, and what was wrong in it. `set_aside` counts the requests that could not be read.

    A fault that is a warning kept nothing from being read.
    """

    requests: tuple[AuthorizationRequest, ...]
    faults: tuple[Fault, ...] = ()
    set_aside: int = 0
