"""Mappings read from YAML, strictly; what is wrong is told with its line."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from answerable.errors import Fault, Invalid, NotFound
from answerable.importing.mapping import Mapping
from answerable.rulebook.loader import Place, Source, read

_SUFFIX = ".yaml"


def load(name_or_path: str) -> Mapping:
    """Load a mapping that comes with the package, by its name, or any other by its path.

    Arguments:
        name_or_path: for example ``incident-log``, or ``exports/tickets.yaml``.

    Raises:
        NotFound: there is no such mapping.
        Invalid: it is wrong; each fault names its line.
    """
    if name_or_path in packaged():
        resource = files("answerable").joinpath("importing", "mappings", name_or_path + _SUFFIX)
        return parse(resource.read_bytes(), name_or_path + _SUFFIX)
    path = Path(name_or_path)
    try:
        content = path.read_bytes()
    except OSError as error:
        known = ", ".join(packaged())
        raise NotFound(
            f"there is no mapping {name_or_path}: neither a file ({error.strerror}) nor one of {known}"
        ) from error
    return parse(content, path.name)


def packaged() -> tuple[str, ...]:
    """List the mappings that come with the package."""
    folder = files("answerable").joinpath("importing", "mappings")
    names = (file.name for file in folder.iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)))


def parse(content: bytes, file: str) -> Mapping:
    """Read a mapping.

    Arguments:
        content: the YAML.
        file: its name, for messages.

    Raises:
        Invalid: it is wrong; each fault names its line.
    """
    source = read(content, file)
    faults = [Fault(pointer=f"/{f.line}", rule=f.rule, message=f.message) for f in source.findings]
    if not faults:
        try:
            mapping = Mapping.model_validate(source.data)
        except ValidationError as error:
            faults = _faults(error, source)
        else:
            faults = [_fault(source, place, "name", message) for place, message in mapping.contradictions()]
            if not faults:
                return mapping
    shown = "; ".join(f"{file}:{fault.pointer[1:]}: {fault.message}" for fault in faults[:3])
    more = f" (and {len(faults) - 3} more)" if len(faults) > 3 else ""  # noqa: PLR2004  (three are enough to read)
    raise Invalid(f"the mapping cannot be used: {shown}{more}", faults=tuple(faults))


def _faults(error: ValidationError, source: Source) -> list[Fault]:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    faults = [
        _fault(
            source, _in_file(fault["loc"], source), fault["type"], fault["msg"].removeprefix("Value error, ")
        )
        for fault in found
    ]
    return sorted(faults, key=lambda fault: int(fault.pointer[1:]))


def _fault(source: Source, place: Place, rule: str, message: str) -> Fault:
    where = ".".join(map(str, place)) or "the mapping"
    return Fault(pointer=f"/{source.line(place)}", rule=rule, message=f"{where}: {message}")


def _in_file(location: Place, source: Source) -> Place:
    """Leave out the tags that the model puts between the keys of the file."""
    place: Place = ()
    for key in location:
        if (*place, key) in source.lines:
            place = (*place, key)
    last = location[-1] if location else None
    return (*place, last) if isinstance(last, str) and last not in place else place
