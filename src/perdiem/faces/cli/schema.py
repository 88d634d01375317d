"""`perdiem schema`: the JSON Schema of the contract file, for editors."""

from __future__ import annotations

import typer

from perdiem.faces.cli.words import Output, write_text


def schema_command(output: Output = None) -> None:
    """Print the JSON Schema of the contract file: completion and checks in editors that know YAML.

    In VS Code with the YAML extension, put this on the first line of a contract:
    # yaml-language-server: $schema=contract.schema.json

    Example:  perdiem schema -o contract.schema.json
    """
    from perdiem.writers.schema import contract_schema_text

    text = contract_schema_text()
    write_text(output, text) if output else typer.echo(text, nl=False)
