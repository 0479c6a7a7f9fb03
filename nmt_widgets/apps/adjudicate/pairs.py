"""The list of pairs as plain data: pairs of ratings with their state, and the ratings that can be chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from nmt_widgets.case_files.ages import years
from nmt_widgets.case_files.assessment_ids import assessment_id, split_assessment_id
from nmt_widgets.store import Store, Summary
from nmt_widgets.store.rules.locking import CLOSED, IN_ERROR, OPEN
from nmt_widgets.widgets.adjudicate.messages import PairRow, RatingChoice
from nmt_widgets.widgets.shared.messages import Pair, Words


def pair_rows(summaries: Sequence[Summary], me: str, words: Words) -> list[PairRow]:
    """Return the pairs: those being settled, those that are settled, and first with second ratings.

    Parameters
    ----------
    summaries : sequence of Summary
        The second ratings and settlements the person may see, the one changed last first, and the ratings they are
        about.
    me : str
        The person's name.
    words : mapping
        `list` of the screen's texts.

    Returns
    -------
    list of PairRow
        What waits to be settled comes first. A pair is left out of which somebody may see one rating only, and is
        not its rater.
    """
    by_code = {summary.case_id: summary for summary in summaries}
    rows: list[PairRow] = []
    settled = set()
    for record in summaries:
        if record.settles and record.statuses.get(1) != IN_ERROR and _are_there(record.settles, by_code):
            settled.add(frozenset(record.settles))
            state = "begun" if record.statuses.get(1, OPEN) == OPEN else "done"
            owners = [_owner(by_code, id) for id in record.settles]
            row = _row(record, owners, state, words, record.owner)
            rows.append({**row, "first": record.settles[0], "second": record.settles[1]})
    for second in summaries:
        if not second.second_of or second.statuses.get(1) == IN_ERROR:
            continue
        names = (second.second_of, assessment_id(second.case_id, 1))
        is_theirs = me in (second.owner, second.assigned)
        if frozenset(names) in settled or not (is_theirs or _are_there(names, by_code)):
            continue
        state = _progress(second, by_code)
        owners = [_owner(by_code, second.second_of), second.owner]
        if state == "ready":
            rows.append({**_row(second, owners, state, words), "first": names[0], "second": names[1]})
        elif second.owner == me and second.statuses.get(1, OPEN) == OPEN:
            rows.append({**_row(second, owners, "mine", words), "fill": second.case_id})
        else:
            rows.append(_row(second, owners, state, words))
    order = ("mine", "begun", "ready", "waiting_first", "waiting_second", "done")
    return sorted(rows, key=lambda row: order.index(row["state"]))


def rating_choices(
    summaries: Sequence[Summary], store: Store, titles: Mapping[str, str], words: Words
) -> list[RatingChoice]:
    """Return the completed ratings the person may put side by side.

    Parameters
    ----------
    summaries : sequence of Summary
    store : Store
        Opened for the person.
    titles : mapping of id to title
        Of the practice cases.
    words : mapping
        `list` of the screen's texts.
    """
    choices: list[RatingChoice] = []
    for rating in summaries:
        is_rating = bool(rating.practice_of) if rating.kind == "practice" else rating.kind == "clinical"
        if not is_rating or rating.settles or not store.may_write(rating.kind, ""):
            continue
        title = titles.get(rating.practice_of, rating.practice_of)
        group = words["groups"][rating.kind].format(title=title)
        for number, status in rating.statuses.items():
            if status in CLOSED:
                choices.append(
                    {
                        "id": assessment_id(rating.case_id, number),
                        "label": _rating_words(rating, number, words, store),
                        "group": group,
                        "about": rating.practice_of or rating.kind,
                        "owner": rating.owner,
                        "age": years(rating.ages[number]),
                    }
                )
    return sorted(choices, key=lambda choice: (choice["about"] != "clinical", choice["group"]))


def candidates(
    summaries: Sequence[Summary], pairs: Sequence[Summary], store: Store, words: Words
) -> list[Pair]:
    """Return the assessments that the person may rate a second time, name and words; `pairs` has all second ratings."""
    me = store.person.name if store.person else ""
    if "clinical" not in store.kinds():
        return []
    seconds = [row for row in pairs if row.second_of]
    rated = {row.second_of for row in seconds if row.statuses.get(1) != IN_ERROR}
    rated |= {row.second_of for row in seconds if row.owner == me}
    return [
        (id, _rating_words(rating, number, words, store))
        for rating in summaries
        if rating.kind == "clinical" and not (rating.second_of or rating.settles) and rating.owner != me
        for number, status in rating.statuses.items()
        if status != IN_ERROR and (id := assessment_id(rating.case_id, number)) not in rated
    ]


def _are_there(ids: Iterable[str], by_code: Mapping[str, Summary]) -> bool:
    """Return whether the person may see all of some ratings."""
    return all(split_assessment_id(id)[0] in by_code for id in ids)


def _progress(second: Summary, by_code: Mapping[str, Summary]) -> str:
    case, number = split_assessment_id(second.second_of)
    if second.statuses.get(1, OPEN) not in CLOSED:
        return "waiting_second"
    first = by_code.get(case)
    is_closed = first is not None and first.statuses.get(number, OPEN) in CLOSED
    return "ready" if is_closed else "waiting_first"


def _row(rating: Summary, owners: Sequence[str], state: str, words: Words, owner: str = "") -> PairRow:
    by = words["by"].format(first=owners[0], second=owners[1]) if all(owners) else ""
    label, age = rating.labels.get(1, ""), rating.ages.get(1, "")
    return {
        "title": rating.title,
        "by": " · ".join(part for part in (f"{label}, {age}", by) if part),
        "status": words["state"][state].format(owner=owner),
        "state": state,
    }


def _owner(by_code: Mapping[str, Summary], id: str) -> str:
    rating = by_code.get(split_assessment_id(id)[0])
    return rating.owner if rating else ""


def _rating_words(rating: Summary, number: int, words: Words, store: Store) -> str:
    """Return a rating in words: the case, which assessment of it, and whose it is."""
    me = store.person.name if store.person else ""
    owner = words["own"] if rating.owner == me else rating.owner
    label, age = rating.labels.get(number, ""), rating.ages.get(number, "")
    return str(words["rating"].format(title=rating.title, label=label, age=age, owner=owner))
