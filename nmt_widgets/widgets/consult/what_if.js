// "What if": another score for any function, without touching the record; and the smallest changes that would matter.

function makeNode(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") node.textContent = value;
    else if (value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));

function render({ model, el }) {
  const words = model.get("words");
  el.classList.add("nmt-what-if");
  const title = makeNode("h2", { text: words.title });
  const hint = makeNode("p", { class: "nmt-quiet", text: words.hint });
  const picker = makeNode("div", { class: "nmt-what-if-picker" });
  const changed = makeNode("div", { class: "nmt-what-if-changed" });
  const plan = makeNode("div", { class: "nmt-what-if-plan" });
  const effects = makeNode("div", { class: "nmt-what-if-effects", role: "status" }, makeNode("h3", { text: words.effects }), plan);
  const leverage = makeNode("section", { class: "nmt-leverage" });
  const tray = makeNode("div", { class: "nmt-tray" }, picker, makeNode("div", { class: "nmt-tray-side" }, changed, effects));
  el.append(tray, makeNode("section", { class: "nmt-what-if-head" }, title, hint), leverage);

  const functions = () => model.get("functions");
  const byId = (id) => functions().find((one) => one.id === id);
  const scoreNow = (one) => model.get("changes")[one.id] ?? one.score;

  function put(changes) {
    performance.mark("nmt-what-if");
    model.set("changes", changes);
    model.save_changes();
    draw();
  }
  function set(id, score) {
    const changes = { ...model.get("changes") };
    if (score === byId(id).score) delete changes[id];
    else changes[id] = score;
    put(changes);
  }

  function drawPicker() {
    const one = byId(model.get("selected"));
    if (!one) return picker.replaceChildren();
    const { colours, inks, low } = model.get("steps");
    const now = scoreNow(one);
    const group = makeNode("div", { class: "nmt-steps", role: "radiogroup", "aria-label": fill(words.steps, { name: one.name }) });
    const buttons = colours.map((colour, at) => {
      const step = low + at;
      const chosen = step === now;
      const button = makeNode("button", {
        type: "button",
        role: "radio",
        "aria-checked": String(chosen),
        tabindex: chosen || (now === null && at === 0) ? "0" : "-1",
        style: `background:${colour};color:${inks[at]}`,
        class: step === one.score ? "nmt-step nmt-step-recorded" : "nmt-step",
        title: one.anchors[step] ?? "",
        text: String(step),
      });
      button.addEventListener("click", () => set(one.id, step));
      return button;
    });
    group.append(...buttons);
    group.addEventListener("keydown", (event) => {
      const move = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
      const at = buttons.indexOf(document.activeElement);
      if (!move || at < 0) return;
      event.preventDefault();
      const next = Math.min(Math.max(at + move, 0), buttons.length - 1);
      set(one.id, low + next);
    });
    const anchors = Object.keys(one.anchors).map(Number).sort((a, b) => a - b);
    // what the step looks like, or those it lies between
    const near = now === null ? [] : [...new Set([anchors.findLast((step) => step <= now), anchors.find((step) => step >= now)])];
    picker.replaceChildren(
      makeNode("h3", { text: one.name }),
      makeNode("p", { class: "nmt-quiet", text: fill(words.recorded[one.state], { score: one.score ?? "" }) }),
      group,
      ...near.filter(Boolean).map((step) => makeNode("p", { class: "nmt-anchor", text: fill(words.looks, { step, text: one.anchors[step] }) })),
    );
  }

  function drawChanged() {
    const changes = Object.entries(model.get("changes"));
    if (!changes.length) return changed.replaceChildren();
    const list = makeNode("ul", { "aria-label": words.changes });
    for (const [id, score] of changes) {
      const one = byId(id);
      if (!one) continue;
      const said = fill(words.change, { name: one.name, before: one.score ?? words.none, after: score });
      const back = makeNode("button", { type: "button", "aria-label": fill(words.take_back, { name: one.name }), text: "×" });
      back.addEventListener("click", () => set(id, one.score));
      list.append(makeNode("li", {}, makeNode("span", { text: said }), back));
    }
    changed.replaceChildren(list);
  }

  function drawEffects() {
    const said = model.get("effects");
    const any = Object.keys(model.get("changes")).length;
    effects.hidden = !any;
    const list = makeNode("ul", {}, ...said.map((text) => makeNode("li", { text })));
    plan.replaceChildren(said.length ? list : makeNode("p", { text: words.no_effects }));
  }

  function drawLeverage() {
    const ways = model.get("leverage");
    leverage.replaceChildren(makeNode("h3", { text: words.leverage }), makeNode("p", { class: "nmt-quiet", text: words.leverage_note }));
    if (!ways.length) leverage.append(makeNode("p", { text: words.no_leverage }));
    for (const way of ways) {
      const button = makeNode("button", { type: "button", class: "nmt-plain", text: words.try, "aria-label": fill(words.try_label, { title: way.title }) });
      button.addEventListener("click", () => put(way.changes));
      leverage.append(makeNode("div", { class: "nmt-way" }, makeNode("div", {}, makeNode("b", { text: way.title }), makeNode("p", { text: way.said })), button));
    }
  }

  function drawTray() {
    tray.hidden = !byId(model.get("selected")) && !Object.keys(model.get("changes")).length;
  }

  // A redraw must not take the focus away from the step or the button somebody is on.
  function draw() {
    const inPicker = picker.contains(document.activeElement);
    drawPicker();
    drawChanged();
    effects.hidden = !Object.keys(model.get("changes")).length; // what it says follows from the kernel
    drawTray();
    if (inPicker) picker.querySelector('[tabindex="0"]')?.focus();
  }
  function select() {
    drawPicker();
    drawTray();
    picker.querySelector('[tabindex="0"]')?.focus({ preventScroll: true });
  }

  const offs = [["selected", select], ["changes", draw], ["functions", draw], ["effects", drawEffects], ["leverage", drawLeverage]];
  for (const [name, act] of offs) model.on(`change:${name}`, act);
  draw();
  drawLeverage();
  return () => {
    for (const [name, act] of offs) model.off(`change:${name}`, act);
  };
}

export default { render };
