// The presentation on paper: one scene a page, everything revealed, with or without answers.
function makeHandOut(deck, kind, close) {
  const words = deck.words.page;
  const element = makeElement("div", `nmt-hand-out is-${kind}`, "", { role: "region", "aria-label": words.hand_out });
  const bar = makeElement("div", "nmt-hand-out-bar");
  const print = makeButton(words.print, "nmt-tool is-main", () => window.print());
  bar.append(print, makeButton(words.close, "nmt-tool", close), makeElement("span", "nmt-quiet", words.hand_outs[kind]));
  element.append(bar);
  const views = [];
  deck.scenes.forEach((scene, at) => {
    const view = makeSceneView(scene, words);
    // a scene whose parts replace each other is printed at its last picture
    view.apply(scene.steps);
    const page = makeElement("section", "nmt-sheet");
    const stage = makeElement("div", "nmt-sheet-stage");
    stage.append(view.element);
    const foot = makeElement("div", "nmt-sheet-foot");
    if (kind === "notes") for (const { text, mark } of scene.notes) foot.append(makeElement("p", "", mark ? `[${deck.words.marks[mark]}] ${text}` : text));
    else foot.append(makeElement("span", "nmt-quiet", words.room_for_notes));
    const number = fillIn(words.page_number, { number: at + 1, count: deck.scenes.length });
    page.append(stage, foot, makeElement("p", "nmt-sheet-number", `${deck.title} · ${number} · ${deck.words.disclaimer}`));
    element.append(page);
    for (const one of element.querySelectorAll("button, select, input")) if (!bar.contains(one)) one.tabIndex = -1;
    const made = { repetition: makeRepetition, timing: makeTiming }[scene.data.panel];
    made?.(view, scene).step(1);
    views.push(view);
  });
  return {
    element,
    focus: () => print.focus(),
    fit: () => views.forEach((view, at) => view.fit(deck.scenes[at].steps)),
  };
}
