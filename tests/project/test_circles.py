"""No modules import each other in a circle, wherever in a file the import stands."""

import grimp


def in_circles(imports):
    """The modules that are left when those are taken away that import none of the others, or that none imports.

    Parameters
    ----------
    imports : dict of str to set of str
        What each module imports.
    """
    left = dict(imports)
    while True:
        imported = set().union(*left.values()) if left else set()
        free = {module for module in left if module not in imported or not left[module] & left.keys()}
        if not free:
            return sorted(left)
        left = {module: others for module, others in left.items() if module not in free}


def test_a_circle_is_seen():
    assert in_circles({"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set()}) == ["b", "c"]
    assert in_circles({"a": {"b"}, "b": {"c"}, "c": set()}) == []


def test_no_modules_are_in_a_circle():
    graph = grimp.build_graph("nmt_widgets", cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert len(imports) > 300
    assert in_circles(imports) == []
