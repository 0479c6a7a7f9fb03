"""The front end of a page: what it draws by itself, the contract of anywidget, and what it leaves to Voila's script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.server.running import Server, start, stop, write_notebook

pytestmark = pytest.mark.browser

_KINDS = """
import base64
from IPython.display import HTML, SVG, Image, Markdown, display
dot = base64.b64encode(b"dot").decode()
display(HTML("<b>bold</b><script>document.body.dataset.ran = 'yes'</script>"), Markdown("*slanted*"))
display(SVG('<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="circle"><circle r="4"/></svg>'))
display({"image/png": dot, "text/plain": "dot"}, metadata={"image/png": {"width": 30, "alt": "a dot"}}, raw=True)
print("<printed>")
{"<plain>": 1}
"""
_BOXES = """
import ipywidgets
from ipywidgets import HTML, HBox, Label, Layout, VBox
first, second = Label("first"), HTML("<i>second</i>", layout=Layout(width="50%", border="2px solid red"))
box = HBox([first, second])
box.add_class("nmt-own")
box
"""
_WIDGET = """
import anywidget, ipywidgets, traitlets
class Part(anywidget.AnyWidget):
    _esm = '''export default {
        initialize: ({ model }) => ({ name: () => model.get("name") }),
        render({ model, el }) { el.append("part " + model.get("name")); },
    }'''
    name = traitlets.Unicode("inner").tag(sync=True)
class Whole(anywidget.AnyWidget):
    _esm = '''export default {
        initialize({ model }) { model.set("begun", true); model.save_changes(); },
        async render({ model, el, host, signal, experimental }) {
            const line = (text) => el.append(Object.assign(document.createElement("p"), { textContent: text }));
            const bytes = new Uint8Array(model.get("data").buffer, model.get("data").byteOffset, 3);
            line("bytes " + bytes.join());
            const part = await model.widget_manager.get_model(model.get("part").slice(10));
            line("model " + part.get("name"));
            const sent = [new DataView(Uint8Array.of(7).buffer)];
            const [answer, buffers] = await experimental.invoke("_double", 21, { buffers: sent });
            line("invoked " + answer + " " + buffers[0].getUint8(0));
            const child = await host.getWidget("anywidget:" + model.get("part").slice(10));
            line("exports " + child.exports.name());
            await child.render({ el: el.appendChild(document.createElement("div")) });
            model.on("change:count", () => line("count " + model.get("count")));
            signal.addEventListener("abort", () => { document.body.dataset.cleaned = "yes"; });
            const button = document.createElement("button");
            button.textContent = "Go on";
            button.onclick = () => {
                for (const count of [1, 2, 3]) { model.set("count", count); model.save_changes(); }
                model.set("data", new DataView(Uint8Array.of(4, 5, 6).buffer));
                model.save_changes();
                model.send({ go: "on" }, undefined, [Uint8Array.of(9).buffer]);
            };
            el.append(button);
        },
    }'''
    _css = ".whole { color: rgb(1, 2, 3); }"
    begun = traitlets.Bool(False).tag(sync=True)
    count = traitlets.Int(0).tag(sync=True)
    data = traitlets.Any(bytes([1, 2, 3])).tag(sync=True)
    part = traitlets.Instance(Part).tag(sync=True, **ipywidgets.widget_serialization)
    @anywidget.experimental.command
    def _double(self, number, buffers):
        return 2 * number, buffers
whole, told, state = Whole(part=Part()), ipywidgets.Label(""), ipywidgets.Label("")
whole.add_class("whole")
whole.on_msg(lambda _, content, buffers: setattr(told, "value", f"{content['go']} {list(buffers[0])}"))
def follow(_change):
    state.value = f"{whole.count} {list(whole.data)} {whole.begun}"
    whole._css = ".whole { color: rgb(4, 5, 6); }"
    box.children = [told, state]
whole.observe(follow, "data")
box = ipywidgets.VBox([whole, told, state])
box
"""
_LATE = """
import anywidget, ipywidgets
class More(anywidget.AnyWidget):
    _esm = '''export default { render({ model, el }) {
        const button = document.createElement("button");
        button.textContent = "More";
        button.onclick = () => model.send("more");
        el.append(button);
    } }'''
more = More()
more.on_msg(lambda *_: setattr(box, "children", [more, ipywidgets.IntSlider(5)]))
box = ipywidgets.VBox([more])
box
"""
_VIEWING = """
import anywidget, ipywidgets, traitlets
class Frame(anywidget.AnyWidget):
    _esm = '''export default { async render({ model, el }) {
        const inner = await model.widget_manager.get_model(model.get("inner").slice(10));
        const view = await model.widget_manager.create_view(inner);
        el.append("framed", view.el);
    } }'''
    inner = traitlets.Any().tag(sync=True, **ipywidgets.widget_serialization)
Frame(inner=ipywidgets.Label("inner"))
"""
_FORMULA = "from IPython.display import Math\nMath('x^2')"
_COUNTING = """
import anywidget, ipywidgets, traitlets
class Count(anywidget.AnyWidget):
    _esm = '''export default { render({ model, el }) {
        const button = document.createElement("button");
        button.onclick = () => { model.set("count", model.get("count") + 1); model.save_changes(); };
        const draw = () => { button.textContent = "Counted " + model.get("count"); };
        model.on("change:count", draw);
        draw();
        el.append(button);
    } }'''
    count = traitlets.Int(0).tag(sync=True)
count, twice = Count(), ipywidgets.Label("")
count.observe(lambda change: setattr(twice, "value", f"twice {2 * change.new}"), "count")
ipywidgets.VBox([count, twice])
"""


@pytest.fixture(scope="module")
def screens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    work = tmp_path_factory.mktemp("front")
    cells = {
        "home": ["# Kinds", _KINDS, _BOXES],
        "contract": [_WIDGET],
        "late": [_LATE],
        "formula": [_FORMULA],
        "viewing": [_VIEWING],
        "counting": [_COUNTING],
    }
    for name, sources in cells.items():
        write_notebook(work / "notebooks", name, *sources)
    server = start(work / "notebooks", work)
    server.sign_in()
    yield server
    stop(server)


@pytest.fixture
def visitor(page: Any, screens: Server) -> Any:
    page.goto(f"{screens.url}/?token={screens.token}")
    page.urls.clear()
    return page


def open_screen(page: Any, server: Server, name: str) -> None:
    page.goto(f"{server.url}/voila/render/{name}.ipynb")
    page.wait_for_selector("body:not(.nmt-is-opening)")


def is_voilas(page: Any) -> bool:
    return any("/voila.js" in url for url in page.urls)


def test_outputs_and_boxes_need_no_script_of_voila(visitor: Any, screens: Server) -> None:
    open_screen(visitor, screens, "home")
    main = visitor.get_by_role("main")
    for part in ("bold", "slanted", "<printed>", "{'<plain>': 1}", "first", "second"):
        main.get_by_text(part, exact=True).wait_for()
    assert visitor.evaluate("document.body.dataset.ran") == "yes"
    assert main.get_by_role("img", name="circle").count() == 1
    assert main.get_by_role("img", name="a dot").get_attribute("width") == "30"
    box = main.locator(".nmt-own")
    assert box.evaluate("box => getComputedStyle(box).flexDirection") == "row"
    style = box.locator(".widget-html").evaluate(
        "part => [part.style.width, getComputedStyle(part).borderTopWidth]"
    )
    assert style == ["50%", "2px"]
    assert not is_voilas(visitor)


def test_the_contract_of_anywidget(visitor: Any, screens: Server) -> None:
    open_screen(visitor, screens, "contract")
    main = visitor.get_by_role("main")
    for line in ("bytes 1,2,3", "model inner", "invoked 42 7", "exports inner", "part inner"):
        main.get_by_text(line, exact=True).wait_for()
    whole = main.locator(".whole")
    assert whole.evaluate("element => getComputedStyle(element).color") == "rgb(1, 2, 3)"
    main.get_by_role("button", name="Go on").click()
    main.get_by_text("3 [4, 5, 6] True", exact=True).wait_for()
    main.get_by_text("on [9]", exact=True).wait_for()
    visitor.wait_for_function("document.body.dataset.cleaned")  # the kernel has taken the widget away
    assert whole.count() == 0
    assert "rgb(4, 5, 6)" in visitor.evaluate(
        "[...document.querySelectorAll('style')].map(s => s.textContent).join()"
    )
    assert visitor.complaints == []
    assert not is_voilas(visitor)


def test_a_widget_that_is_not_known_is_left_to_voila(page: Any, server: Server) -> None:
    page.goto(f"{server.url}/?token={server.token}")
    page.goto(f"{server.url}/voila/render/slider.ipynb")
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_text("now 4").wait_for()
    assert is_voilas(page)


def test_so_is_one_that_comes_later(visitor: Any, screens: Server) -> None:
    open_screen(visitor, screens, "late")
    assert not is_voilas(visitor)
    visitor.get_by_role("button", name="More").click()
    visitor.get_by_role("slider").wait_for()
    assert is_voilas(visitor)
    assert visitor.get_by_role("button", name="More").count() == 1


def test_so_is_a_module_that_asks_for_more_than_a_model(visitor: Any, screens: Server) -> None:
    open_screen(visitor, screens, "viewing")
    visitor.get_by_role("main").get_by_text("framed").wait_for()
    assert is_voilas(visitor)
    assert visitor.locator(".widget-inline-hbox.widget-label").count() == 1


def test_so_is_a_kind_of_output_that_is_not_known(visitor: Any, screens: Server) -> None:
    open_screen(visitor, screens, "formula")
    visitor.locator(".jp-RenderedLatex").wait_for()
    assert is_voilas(visitor)


def test_a_broken_line_is_made_again(visitor: Any, screens: Server) -> None:
    """What was counted while there was none reaches the kernel, and what the kernel says about it the page."""
    visitor.add_init_script(
        "const Plain = WebSocket; window.lines = [];"
        "window.WebSocket = class extends Plain { constructor(...parts) { super(...parts); lines.push(this); } };"
    )
    open_screen(visitor, screens, "counting")
    visitor.get_by_role("button", name="Counted 0").click()
    visitor.get_by_text("twice 2").wait_for()
    visitor.evaluate("lines[0].close()")
    visitor.get_by_role("button", name="Counted 1").click()
    visitor.get_by_role("button", name="Counted 2").click()
    visitor.get_by_text("twice 6").wait_for()
    assert visitor.get_by_role("button", name="Counted 3").is_visible()
    assert visitor.evaluate("lines.length") == 2
