"""Tables of incidents that the tests and R read: a published series, and invented clients.

`EVENTS` and `PEOPLE` are admissions for acute coronary events in Sicily by month, and the standardised population
behind them. Smoking in public places was banned in January 2005. Source: Lopez Bernal, J., Cummins, S., & Gasparrini,
A. (2017). Interrupted time series regression for the evaluation of public health interventions: a tutorial.
International Journal of Epidemiology, 46, 348-355; supplementary data.
"""

import csv
import math
import random
import sys
from pathlib import Path

EVENTS = """
    728 659 791 734 757 726 760 740 720 814 795 858   887 766 851 769 781 756 766 752 765 831 879 928
    914 808 937 840 916 828 845 818 860 839 887 886   831 796 833 820 877 758 767 738 781 843 850 908
    1021 859 976 888 962 838 810 876 843 936 912
"""

PEOPLE = """
    379875.3 376495.5 377040.8 377116.4 377383.4 374113.1 379513.3 376295.5 374653.2 378485.6 375955.5 378349.7
    376762.4 379032.3 379360.4 376162 377972.4 381830.7 379888.6 380872.2 380966.9 381240.4 382104.9 381802.7
    381656.3 383680 383504.2 386462.9 383783.1 380836.8 383483 380906.2 382926.8 384052.4 384449.6 383428.4
    388153.2 388373.2 386470.1 386033.2 383686.4 385509.3 385901.9 386516.6 388436.5 383255.2 390148.7 385874.9
    391613.6 391750.4 394005.6 391364.9 391664.6 389022.3 391878.5 388575.3 392989 390018.8 390712.3
"""


def sicily():
    """Return a row a month: people stand in the place of days."""
    return [
        {
            "phase": "before" if month < 36 else "after",
            "date": f"{2002 + month // 12}-{month % 12 + 1:02}",
            "count": int(count),
            "days": float(people),
        }
        for month, (count, people) in enumerate(zip(EVENTS.split(), PEOPLE.split(), strict=True))
    ]


def clients():
    """Return incidents of 40 invented clients in three months before and three after; some have far more."""
    draw = random.Random(2155)
    return [
        {
            "phase": "after" if month > 3 else "before",
            "client": f"c{client}",
            "unit": f"u{client % 4}",
            "date": f"2025-{month:02}",
            "days": days,
            "count": _poisson(draw, level * days / 100 * (0.7 if month > 3 else 1.0)),
        }
        for client in range(40)
        for level in [-3 * math.log(draw.random())]
        for month in range(1, 7)
        for days in [20 + draw.randrange(9)]
    ]


def uneven():
    """Return counts that are even where many are expected, and scatter where few are: NB2 has no maximum."""
    even = [("before", 100, 1000), ("before", 101, 1000), ("after", 80, 1000), ("after", 81, 1000)] * 3
    rows = [*even, ("before", 1, 0.1), ("after", 1, 0.1)]
    return [{"phase": phase, "count": count, "days": days} for phase, count, days in rows]


def _poisson(draw, mean):
    """Return a count by inversion: `random()` is the same in every version of Python."""
    chance, count, share = draw.random(), 0, math.exp(-mean)
    while chance > share and count < 1000:
        chance -= share
        count += 1
        share *= mean / count
    return count


if (
    __name__ == "__main__"
):  # python -m tests.outcomes.incident_data FOLDER: the tables that r/incidents.R reads
    for name, table in (("sicily", sicily()), ("clients", clients()), ("uneven", uneven())):
        with (Path(sys.argv[1]) / f"{name}.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, list(table[0]))
            writer.writeheader()
            writer.writerows(table)
