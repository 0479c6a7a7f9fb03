"""A plan is made within a browser's repaint."""

import time

from nmt_widgets.planning import plan


def test_a_plan_takes_less_than_15_ms_warm_its_profile_included(james):
    plan(james, 1)
    taken = []
    for _ in range(15):
        start = time.process_time()  # other processes of the machine do not count
        plan(james, 1)
        taken.append(time.process_time() - start)
    assert min(taken) < 0.015
