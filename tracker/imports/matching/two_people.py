"""Rows that mean two people: the code or login of one official beside the name of another."""

from __future__ import annotations

from datetime import date
from typing import cast

from tracker.imports.checking.checked import CheckedRow
from tracker.imports.matching.officials import NamedOfficials, TwoPeople
from tracker.imports.results import Findings
from tracker.messages import message


def is_one_person(row: CheckedRow, key: str, on: date, officials: NamedOfficials, findings: Findings) -> bool:
    """Whether the cell of a field, if it is “name (login)”, means one official by both; else its row is refused."""
    text = cast("str | None", row.values.get(key))
    found = officials.two_people_in(text, on) if text else None
    if found is None:
        return True
    told = message(
        "The login is that of %(by_code)s, the name that of %(by_name)s. Correct the one that is wrong.",
        **_named(found),
    )
    findings.refuse(row.number, key, text, told)
    return False


def has_his_own_code(
    row: CheckedRow, code_key: str, name_key: str, on: date, officials: NamedOfficials, findings: Findings
) -> bool:
    """Whether the code and the name of a row may mean one official; else the row is refused."""
    code, name = cast("str | None", row.values.get(code_key)), cast("str | None", row.values.get(name_key))
    found = officials.two_people(code, name, on) if code and name else None
    if found is None:
        return True
    told = message(
        "The code %(code)s is that of %(by_code)s, the name “%(name)s” that of %(by_name)s. Correct the cell that is "
        "wrong: “%(code_heading)s” or “%(name_heading)s”.",
        code=code,
        name=name,
        code_heading=findings.headings[code_key],
        name_heading=findings.headings[name_key],
        **_named(found),
    )
    findings.refuse(row.number, code_key, code, told)
    return False


def _named(found: TwoPeople) -> dict[str, str]:
    by_code, by_name = found
    return {
        "by_code": f"{by_code.full_name} ({by_code.code})",
        "by_name": f"{by_name.full_name} ({by_name.code})",
    }
