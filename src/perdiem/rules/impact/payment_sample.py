"""Payments beyond the book: its members are a sample, and what they are paid otherwise would differ in another one.

For the book's own days the difference in payments is exact. Carried to years to come it is in doubt by chance, over
members: a member is drawn with all his lines. Drawn is a Bayesian bootstrap (Rubin 1981, Ann Stat 9:130): each member
weighs by a standard exponential, members without a difference weigh too, and the number of members is given. Of many
members the normal distribution with the same covariance takes its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_WEIGHED = 2_000  # members with a difference; of more the sum is normal, and weights cost seconds
AT_ONCE = 500  # draws: some megabytes of weights
UNDIVIDED = 0  # stands for what was not divided by recommendation


@dataclass(frozen=True)
class PaymentSample:
    """What each member whose payments differ is paid and owes more, in USD: a row a member, a column a part.

    `numbers` names the parts; `UNDIVIDED` is what was not divided.
    """

    numbers: tuple[int, ...]
    paid: NDArray[np.float64]
    member: NDArray[np.float64]

    def drawn(self, perspective: str, everyone: int | None, count: int, random: np.random.Generator) -> dict[int, Any]:
        """For each part, that many draws of what it saves the perspective over the book's days, in USD.

        `everyone` is how many members the book covers; None: not known, and then their number is in doubt too.
        """
        saves = {"payor": -self.paid, "member": -self.member, "provider": self.paid + self.member}[perspective]
        if not saves.size:
            return dict.fromkeys(self.numbers, 0.0)
        members = len(saves)
        known = everyone if everyone is not None and everyone >= members else None
        draw = _weighed if members <= MOST_WEIGHED else _normal
        found = draw(saves, known, count, random)
        return {number: found[:, place] for place, number in enumerate(self.numbers)}


def _weighed(
    saves: NDArray[np.float64], everyone: int | None, count: int, random: np.random.Generator
) -> NDArray[np.float64]:
    import numpy as np

    members = len(saves)
    found = []
    for first in range(0, count, AT_ONCE):
        size = min(AT_ONCE, count - first)
        weights = random.standard_exponential((size, members))
        if everyone is not None:
            others = random.standard_gamma(everyone - members, size)
            weights *= (everyone / (weights.sum(axis=1) + others))[:, None]
        found.append(weights @ saves)
    return np.concatenate(found)


def _normal(
    saves: NDArray[np.float64], everyone: int | None, count: int, random: np.random.Generator
) -> NDArray[np.float64]:
    import numpy as np

    total = saves.sum(axis=0)
    covariance = saves.T @ saves
    if everyone is not None:
        covariance -= np.outer(total, total) / everyone
    drawn: NDArray[np.float64] = random.multivariate_normal(total, covariance, count, method="eigh")
    return drawn
