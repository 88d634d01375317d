"""Request bundles in files, for those who decide without a server."""

from __future__ import annotations

from collections.abc import Sequence

from perdiem.errors import FaultsFound
from perdiem.model.authorization import AuthorizationRequest
from perdiem.model.faults import Fault
from perdiem.model.pas import PasVersion
from perdiem.model.positions import Position
from perdiem.readers.pas.intake import RefusedBundle
from perdiem.readers.pas.request import read_submission


def read_requests(data: bytes, name: str) -> Sequence[AuthorizationRequest]:
    """The request in a file that holds one bundle, of either version of the guide.

    Raises FaultsFound; a fault's term is the FHIRPath of its place. Where neither version fits, the faults are those
    of the version that it is nearer to.
    """
    refused: list[RefusedBundle] = []
    for version in (PasVersion.V2_2, PasVersion.V2_0):
        try:
            return (read_submission(data, version).request,)
        except RefusedBundle as error:
            refused.append(error)
    nearer = min(refused, key=lambda error: len(error.issues))
    raise FaultsFound([Fault(Position(name), issue.expression, issue.text) for issue in nearer.issues])
