// The presentation on paper: one scene a page, everything revealed, with or without answers.

// In the room the questions come one after the other, and the room's guesses grow: on paper there is a line for each.
function listAsked(body, asks) {
  if (!asks.length) return;
  const list = makeElement("ol", "nmt-questions nmt-asked");
  for (const { question } of asks) {
    const item = makeElement("li", "", question);
    item.append(makeElement("span", "nmt-to-fill"));
    list.append(item);
  }
  body.querySelector("[data-question]").remove();
  body.querySelector("[data-votes]").replaceWith(list);
  for (const one of body.querySelectorAll(".nmt-guess-tools, .nmt-key-of-votes")) one.remove();
}

function makeHandOut(deck, kind) {
  const words = deck.words.page;
  const element = makeElement("div", `nmt-hand-out is-${kind}`, "", { role: "region", "aria-label": words.hand_out });
  const views = [];
  deck.scenes.forEach((scene, at) => {
    const view = makeSceneView(scene, words);
    if (kind === "questions") coverAnswers(view.element);
    if (scene.kind === "guess") listAsked(view.body, scene.data.asks);
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
    for (const one of page.querySelectorAll("button, select, input")) one.tabIndex = -1;
    MODELS[scene.data.panel]?.(view, scene).step(scene.steps);
    views.push(view);
  });
  return { element, fit: () => views.forEach((view, at) => view.fit(deck.scenes[at].steps)) };
}

// The same on the screen, as it will be on paper.
function showHandOut(deck, kind, close) {
  const words = deck.words.page;
  const { element, fit } = makeHandOut(deck, kind);
  const bar = makeElement("div", "nmt-hand-out-bar");
  const print = makeButton(words.print, "nmt-tool is-main", () => window.print());
  bar.append(print, makeButton(words.close, "nmt-tool", close), makeElement("span", "nmt-quiet", words.hand_outs[kind]));
  element.prepend(bar);
  return { element, fit, focus: () => print.focus() };
}
