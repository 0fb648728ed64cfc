"""Mappings read from YAML, strictly; what is wrong is told with its line."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from answerable.errors import BrokenRule, Invalid, NotFound
from answerable.importing.mapping import Mapping
from answerable.importing.people import out_of_reach
from answerable.rulebook.loader import Source, read
from answerable.strict_yaml import Place

_SUFFIX = ".yaml"


def load(name_or_path: str, today: date | None = None) -> Mapping:
    """Load a mapping that comes with the package, by its name, or any other by its path.

    Arguments:
        name_or_path: for example ``incident-log``, or ``exports/tickets.yaml``.
        today: the day by the writer's clock, which bounds the day of hiring; not looked at where left out.

    Raises:
        NotFound: there is no such mapping.
        Invalid: it is wrong; each fault names its line.
    """
    if name_or_path in packaged():
        resource = files("answerable").joinpath("importing", "mappings", name_or_path + _SUFFIX)
        return parse(resource.read_bytes(), name_or_path + _SUFFIX, today)
    path = Path(name_or_path)
    try:
        content = path.read_bytes()
    except OSError as error:
        known = ", ".join(packaged())
        raise NotFound(
            f"there is no mapping {name_or_path}: neither a file ({error.strerror}) nor one of {known}"
        ) from error
    return parse(content, path.name, today)


def packaged() -> tuple[str, ...]:
    """List the mappings that come with the package."""
    folder = files("answerable").joinpath("importing", "mappings")
    names = (file.name for file in folder.iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)))


def parse(content: bytes, file: str, today: date | None = None) -> Mapping:
    """Read a mapping.

    Arguments:
        content: the YAML.
        file: its name, for messages.
        today: the day by the writer's clock, which bounds the day of hiring; not looked at where left out.

    Raises:
        Invalid: it is wrong; each fault names its line.
    """
    source = read(content, file)
    broken_rules = [BrokenRule(pointer=f"/{f.line}", rule=f.rule, message=f.message) for f in source.findings]
    if not broken_rules:
        try:
            mapping = Mapping.model_validate(source.data)
        except ValidationError as error:
            broken_rules = _broken_rules(error, source)
        else:
            broken_rules = [
                _broken_rule(source, place, "name", message) for place, message in mapping.contradictions()
            ]
            if (
                today is not None
                and mapping.people is not None
                and (said := out_of_reach(mapping.people, today))
            ):
                broken_rules.append(_broken_rule(source, ("people", "hired_on"), "hired_on", said))
            if not broken_rules:
                return mapping
    shown = "; ".join(f"{file}:{broken.pointer[1:]}: {broken.message}" for broken in broken_rules[:3])
    more = f" (and {len(broken_rules) - 3} more)" if len(broken_rules) > 3 else ""  # noqa: PLR2004  (three are enough to read)
    raise Invalid(f"the mapping cannot be used: {shown}{more}", broken_rules=tuple(broken_rules))


def _broken_rules(error: ValidationError, source: Source) -> list[BrokenRule]:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    broken_rules = [
        _broken_rule(
            source,
            _in_file(broken["loc"], source),
            broken["type"],
            broken["msg"].removeprefix("Value error, "),
        )
        for broken in found
    ]
    return sorted(broken_rules, key=lambda broken: int(broken.pointer[1:]))


def _broken_rule(source: Source, place: Place, rule: str, message: str) -> BrokenRule:
    where = ".".join(map(str, place)) or "the mapping"
    return BrokenRule(pointer=f"/{source.line(place)}", rule=rule, message=f"{where}: {message}")


def _in_file(location: Place, source: Source) -> Place:
    """Leave out the tags that the model puts between the keys of the file."""
    place: Place = ()
    for key in location:
        if (*place, key) in source.lines:
            place = (*place, key)
    last = location[-1] if location else None
    return (*place, last) if isinstance(last, str) and last not in place else place
