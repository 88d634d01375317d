"""Keys: the clients' public ones from their files, the server's own."""

from __future__ import annotations

import json
import os
from pathlib import Path

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from perdiem.errors import UnreadableFile, UnwritableFile

ALGORITHMS = ("ES384", "RS384")  # SMART Backend Services


def client_keys(path: Path) -> KeySet:
    """The public keys of a client in a JWKS file. Raises UnreadableFile."""
    try:
        body = json.loads(path.read_text("utf-8"))
        found = KeySet.import_key_set(body)
    except OSError as error:
        raise UnreadableFile(path, f"cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, JoseError) as error:
        raise UnreadableFile(path, f'is no JWKS, {{"keys": [...]}}: {error}') from None
    for key in found.keys:
        if key.key_type not in {"EC", "RSA"}:
            raise UnreadableFile(path, f"holds a key of kind {key.key_type}; EC (P-384) and RSA keys sign here")
        if key.is_private:
            raise UnreadableFile(path, "holds a private key; a client gives its public keys only")
    return found


def server_key(path: Path | None) -> ECKey:
    """The server's own key: from its file, which is made where it is not there, or a new one for this start."""
    if path is None:
        return ECKey.generate_key("P-384", {"use": "sig", "alg": "ES384"}, auto_kid=True)
    if not path.exists():
        key = ECKey.generate_key("P-384", {"use": "sig", "alg": "ES384"}, auto_kid=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)  # nobody else may read it
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(key.as_dict(private=True), file)
        except FileExistsError:
            return server_key(path)  # another server made it at the same moment
        except OSError as error:
            raise UnwritableFile(path, f"the signing key cannot be kept: {error.strerror}") from None
        return key
    try:
        found = ECKey.import_key(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError, JoseError) as error:
        raise UnreadableFile(path, f"is no signing key: {error}") from None
    if found.curve_name != "P-384" or not found.is_private:
        raise UnreadableFile(path, "is no private key on the curve P-384")
    return found
