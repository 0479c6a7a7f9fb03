// The scenes a case is told in: its own, or the workbook's usual ones until it has some.

function makeScenes(spec, access, model, words) {
  const rows = makeRows(spec, access, words.rows);
  const kinds = spec.fields.find(({ id }) => id === "kind");
  const panels = spec.fields.find(({ id }) => id === "panel");
  const usual = formNode("ol", { class: "nmt-usual" });
  const take = formButton("nmt-plain", words.usual.take, () => {
    access.set(model.get("facts").usual, false);
    show();
    rows.focus();
  });
  const none = formNode("div", {}, formNode("p", { text: words.usual.lead }), usual, take);
  const back = formButton("nmt-plain", words.usual.back, () => {
    access.set(null, false);
    show();
    take.focus();
  });
  const tell = formNode("a", { class: "nmt-plain", text: words.usual.tell });
  tell.href = `present.ipynb?case=${encodeURIComponent(model.get("record").case)}`;
  const own = formNode("div", {}, rows.element);
  const element = formNode("div", {}, none, own, formNode("div", { class: "nmt-rows-line" }, back, tell));

  function show() {
    const has = !isEmpty(access.get());
    none.hidden = has;
    own.hidden = back.hidden = !has;
    take.disabled = back.disabled = access.locked();
    usual.replaceChildren(
      ...model.get("facts").usual.map((scene) =>
        formNode("li", { text: [sayField(kinds, scene.kind), sayField(panels, scene.panel)].filter(Boolean).join(": ") }),
      ),
    );
    rows.show();
  }
  return { element, show, focus: () => (isEmpty(access.get()) ? take.focus() : rows.focus()), go: (at) => rows.go(at) };
}
