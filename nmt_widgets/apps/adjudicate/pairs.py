"""What the list of pairs shows: pairs of ratings and how far they are, what can be chosen, what can be rated again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nmt_widgets.cases.ages import years
from nmt_widgets.cases.assessment_ids import assessment_id, split_assessment_id
from nmt_widgets.store import Store, Summary
from nmt_widgets.store.rules.locking import CLOSED, IN_ERROR, OPEN


def pair_rows(found: Sequence[Summary], me: str, words: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the pairs there are: what is being settled, what is settled, and first and second ratings.

    Parameters
    ----------
    found : sequence of Summary
        The records the person may see, the one changed last first.
    me : str
        The person's name.
    words : mapping
        `list` of the screen's texts.

    Returns
    -------
    list of dict
        Each with `title`, `by`, `said`, `state` and either `first` and `second` (names of the assessments), `fill`
        (the code of one's own rating in progress), or neither. What waits to be settled comes first.
    """
    by_code = {one.case_id: one for one in found}
    rows = []
    settled = set()
    for one in found:
        if one.settles and one.statuses.get(1) != IN_ERROR:
            settled.add(frozenset(one.settles))
            state = "begun" if one.statuses.get(1, OPEN) == OPEN else "done"
            owners = [_owner(by_code, id) for id in one.settles]
            rows.append(_row(one, owners, state, words, one.owner) | _named(one.settles))
    for second in found:
        if not second.second_of or second.statuses.get(1) == IN_ERROR:
            continue
        names = (second.second_of, assessment_id(second.case_id, 1))
        if frozenset(names) in settled:
            continue
        state = _progress(second, by_code)
        owners = [_owner(by_code, second.second_of), second.owner]
        if state == "ready":
            rows.append(_row(second, owners, state, words) | _named(names))
        elif second.owner == me and second.statuses.get(1, OPEN) == OPEN:
            rows.append(_row(second, owners, "mine", words) | {"fill": second.case_id})
        else:
            rows.append(_row(second, owners, state, words))
    order = ("mine", "begun", "ready", "waiting_first", "waiting_second", "done")
    return sorted(rows, key=lambda row: order.index(row["state"]))


def rating_choices(
    found: Sequence[Summary], store: Store, titles: Mapping[str, str], words: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the completed ratings the person may put side by side.

    Parameters
    ----------
    found : sequence of Summary
    store : Store
        Opened for the person.
    titles : mapping of id to title
        Of the practice cases.
    words : mapping
        `list` of the screen's texts.

    Returns
    -------
    list of dict
        Each with `id` (of the assessment), `said`, `group` (words), `about` (two with the same can be compared),
        `owner` and `age` in years.
    """
    choices = []
    for one in found:
        is_rating = bool(one.practice_of) if one.kind == "practice" else one.kind == "clinical"
        if not is_rating or one.settles or not store.may_write(one.kind, ""):
            continue
        group = words["groups"][one.kind].format(title=titles.get(one.practice_of, one.practice_of))
        for number, status in one.statuses.items():
            if status in CLOSED:
                choices.append(
                    {
                        "id": assessment_id(one.case_id, number),
                        "said": _said(one, number, words, store),
                        "group": group,
                        "about": one.practice_of or one.kind,
                        "owner": one.owner,
                        "age": years(one.ages[number]),
                    }
                )
    return sorted(choices, key=lambda choice: (choice["about"] != "clinical", choice["group"]))


def candidates(found: Sequence[Summary], store: Store, words: Mapping[str, Any]) -> list[list[str]]:
    """Return the assessments of clients that the person may rate a second time: name and words."""
    me = store.person.name if store.person else ""
    taken = {one.second_of for one in found if one.second_of and one.statuses.get(1) != IN_ERROR}
    mine = {one.second_of for one in found if one.owner == me}
    return [
        [id, _said(one, number, words, store)]
        for one in found
        if one.kind == "clinical" and not (one.second_of or one.settles) and one.owner != me
        if "clinical" in store.kinds()
        for number, status in one.statuses.items()
        if status != IN_ERROR and (id := assessment_id(one.case_id, number)) not in taken | mine
    ]


def _progress(second: Summary, by_code: Mapping[str, Summary]) -> str:
    case, number = split_assessment_id(second.second_of)
    if second.statuses.get(1, OPEN) not in CLOSED:
        return "waiting_second"
    first = by_code.get(case)
    is_closed = first is not None and first.statuses.get(number, OPEN) in CLOSED
    return "ready" if is_closed else "waiting_first"


def _row(
    one: Summary, owners: Sequence[str], state: str, words: Mapping[str, Any], owner: str = ""
) -> dict[str, Any]:
    by = words["by"].format(first=owners[0], second=owners[1]) if all(owners) else ""
    label, age = one.labels.get(1, ""), one.ages.get(1, "")
    return {
        "title": one.title,
        "by": " · ".join(part for part in (f"{label}, {age}", by) if part),
        "said": words["state"][state].format(owner=owner),
        "state": state,
    }


def _named(names: Sequence[str]) -> dict[str, str]:
    return {"first": names[0], "second": names[1]}


def _owner(by_code: Mapping[str, Summary], id: str) -> str:
    found = by_code.get(split_assessment_id(id)[0])
    return found.owner if found else ""


def _said(one: Summary, number: int, words: Mapping[str, Any], store: Store) -> str:
    me = store.person.name if store.person else ""
    owner = words["own"] if one.owner == me else one.owner
    label, age = one.labels.get(number, ""), one.ages.get(number, "")
    return str(words["rating"].format(title=one.title, label=label, age=age, owner=owner))
