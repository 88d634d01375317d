"""Large in-network files for the benchmark: schema 1, compact, packed as payors pack them; seeded.

One code in a hundred is home infusion's. One in 300 is a bundle that holds such a code and names providers of every
kind, so that most of the provider references of a large file are needed.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

REFERENCES = 40_000  # provider references, of which home infusion's rates name one in a hundred
POOL = 400  # different objects of other codes, written again and again with codes of their own
SHARE = 100  # one object in so many is of home infusion
BUNDLES = 300  # one object in so many is a bundle with a part of home infusion
CODES = ("S9500", "S9501", "S9365", "S9338", "S5517", "S5522", "99601", "J2997", "B4164")


def write_in_network(path: Path, size: int, share: int = SHARE, seed: int = 1) -> None:
    """A file of about so many unpacked bytes; packed where its name ends in .gz."""
    draw = random.Random(seed)
    with gzip.open(path, "wb", compresslevel=6) if path.suffix == ".gz" else path.open("wb") as file:
        for piece in _pieces(draw, size, share):
            file.write(piece)


def _pieces(draw: random.Random, size: int, share: int) -> Iterator[bytes]:
    head = {"reporting_entity_name": "Example Health Plan", "reporting_entity_type": "insurer",
            "last_updated_on": "2026-02-01", "version": "1.6.1"}  # fmt: skip
    start = json.dumps(head, separators=(",", ":"))[:-1] + ',"provider_references":['
    references = ",".join(_reference(draw, number) for number in range(REFERENCES))
    yield (start + references + '],"in_network":[').encode()
    left = size - len(start) - len(references)
    pool = [_item(draw, "CODE!", range(REFERENCES), draw.randrange(20, 900)).encode() for _ in range(POOL)]
    own = range(0, REFERENCES, SHARE)
    number = 0
    while left > 0:
        code = CODES[number // share % len(CODES)]
        if number % BUNDLES == 1:
            piece = _item(
                draw,
                "27447",
                range(REFERENCES),
                200,
                f',"bundled_codes":[{{"billing_code_type":"HCPCS",'
                f'"billing_code_type_version":"2026","billing_code":"{code}","description":"x"}}]',
            ).encode()
        elif number % share:
            piece = draw.choice(pool).replace(b"CODE!", f"{10_000 + number % 80_000:05}".encode())
        else:
            piece = _item(draw, code, own, 40).encode()
        piece = (b"," if number else b"") + piece
        left -= len(piece)
        number += 1
        yield piece
    yield b"]}\n"


def _reference(draw: random.Random, number: int) -> str:
    npis = ",".join(str(1_000_000_000 + draw.randrange(10**9)) for _ in range(draw.randrange(1, 30)))
    tin = f'{{"type":"ein","value":"{draw.randrange(10, 99)}-{draw.randrange(10**7):07}"}}'
    return f'{{"provider_group_id":{number},"provider_groups":[{{"npi":[{npis}],"tin":{tin}}}]}}'


def _item(draw: random.Random, code: str, references: range, rates: int, parts: str = "") -> str:
    prices = ",".join(_rate(draw, references) for _ in range(rates))
    return (
        f'{{"negotiation_arrangement":"ffs","name":"a service","billing_code_type":"HCPCS",'
        f'"billing_code_type_version":"2026","billing_code":"{code}","description":"a service of some kind"{parts},'
        f'"negotiated_rates":[{prices}]}}'
    )


def _rate(draw: random.Random, references: range) -> str:
    named = ",".join(str(draw.choice(references)) for _ in range(int(draw.paretovariate(0.8)) % 60 + 1))
    places = ",".join(f'"{each:02}"' for each in sorted(draw.sample(range(1, 99), draw.randrange(1, 6))))
    day = draw.choice(("9999-12-31", "2026-12-31", "2027-06-30", "2028-03-31"))
    return (
        f'{{"provider_references":[{named}],"negotiated_prices":[{{"negotiated_type":"negotiated",'
        f'"negotiated_rate":{draw.randrange(100, 90_000) / 100},"expiration_date":"{day}",'
        f'"service_code":[{places}],"billing_class":"professional"}}]}}'
    )
