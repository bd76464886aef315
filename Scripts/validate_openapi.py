#!/usr/bin/env python3
"""Checks an OpenAPI 3.1 document from standard input: `hesap openapi | Scripts/validate_openapi.py`.

First against the specification, then every example against the schema beside it. Prints one line per fault and ends
with 1, or with 0 when there is none. Needs openapi-spec-validator (Scripts/requirements-test.txt).
"""

import json
import sys

from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

ROOT = "urn:document"


def at_pointer(document, pointer):
    """What a local reference such as `#/components/examples/throttled` points to."""
    value = document
    for key in pointer.removeprefix("#/").split("/"):
        value = value[key.replace("~1", "/").replace("~0", "~")]
    return value


def resolved(document, value):
    while isinstance(value, dict) and "$ref" in value:
        value = at_pointer(document, value["$ref"])
    return value


def with_examples(document, value, path=()):
    """All schemas that have examples, as (where, schema, example): in media types, parameters, headers and schemas."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from with_examples(document, item, (*path, str(index)))
    if not isinstance(value, dict):
        return
    examples = value.get("examples")
    if isinstance(examples, dict) and "schema" in value:
        for name, example in examples.items():
            yield (*path, name), value["schema"], resolved(document, example)["value"]
    if isinstance(examples, list):
        schema = {key: item for key, item in value.items() if key != "examples"}
        for index, example in enumerate(examples):
            yield (*path, str(index)), schema, example
    for key, item in value.items():
        if key != "examples":
            yield from with_examples(document, item, (*path, key))


def anchored(schema):
    """The schema with its references pointing into the document instead of into itself."""
    if isinstance(schema, list):
        return [anchored(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: ROOT + item if key == "$ref" else anchored(item) for key, item in schema.items()}


def faults(document):
    specification = [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message}"
        for error in OpenAPIV31SpecValidator(document).iter_errors()
    ]
    if specification:
        return specification
    resource = Resource.from_contents(document, default_specification=DRAFT202012)
    registry = Registry().with_resource(ROOT, resource)
    found, count = [], 0
    for where, schema, example in with_examples(document, document):
        count += 1
        validator = Draft202012Validator(
            anchored(schema), registry=registry, format_checker=FormatChecker()
        )
        found += [f"{'/'.join(where)}: {error.message}" for error in validator.iter_errors(example)]
    return found if count else ["there is no example at all"]


def main():
    try:
        document = json.load(sys.stdin)
    except ValueError as error:
        sys.exit(f"not JSON: {error}")
    try:
        found = faults(document)
    except Unresolvable as error:
        found = [f"a reference points to nothing: {error.ref}"]
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
