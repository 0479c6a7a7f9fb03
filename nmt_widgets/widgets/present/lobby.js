// What a trainer sees before and after: start, the speaker's window, the scenes, the hand-out, the looks.
function makeLobby(deck, position, looks, files, acts) {
  const words = deck.words.page;
  const element = makeElement("div", "nmt-lobby");
  const head = makeElement("header", "nmt-lobby-head");
  head.append(makeElement("h1", "", deck.title));
  const minutes = deck.scenes.reduce((sum, one) => sum + (one.minutes ?? 0), 0);
  if (minutes) head.append(makeElement("p", "nmt-quiet", fillIn(words.minutes, { minutes })));
  const row = makeElement("div", "nmt-lobby-row");
  const begun = position.began && (position.at || position.step);
  const start = makeButton(begun ? fillIn(words.go_on, { number: position.number }) : words.start, "nmt-tool is-main", acts.start);
  row.append(start);
  if (begun) row.append(makeButton(words.again, "nmt-tool", acts.restart));
  row.append(makeButton(words.notes, "nmt-tool", acts.notes), makeButton(words.help, "nmt-tool", acts.help));
  if (acts.leave) row.append(makeButton(words.leave, "nmt-tool", acts.leave));
  const said = makeElement("p", "nmt-lobby-said", "", { role: "alert" });

  const choices = makeElement("div", "nmt-lobby-row");
  const choice = (label, options, value, change) => {
    const holder = makeElement("label", "nmt-choice", `${label} `);
    const select = makeElement("select");
    for (const [id, name] of Object.entries(options)) select.append(makeElement("option", "", name, { value: id }));
    select.value = value;
    select.addEventListener("change", () => change(select.value));
    holder.append(select);
    return holder;
  };
  const palettes = Object.fromEntries(Object.keys(deck.palettes).map((id) => [id, deck.words.palettes[id] ?? id]));
  choices.append(
    choice(words.palette, palettes, looks.palette, (value) => looks.set("palette", value)),
    choice(words.scheme, words.schemes, looks.scheme, (value) => looks.set("scheme", value)),
  );
  const list = makeElement("div", "nmt-lobby-scenes");
  list.append(...makeSceneButtons(deck, position, acts.jump));
  element.append(head, row, said, choices, list, files.part(acts.handOut), makeElement("p", "nmt-quiet nmt-lobby-foot", deck.words.disclaimer));
  // The page may not be shown yet, and what is hidden takes no focus.
  const focus = (tries = 40) => {
    start.focus({ preventScroll: true });
    if (document.activeElement !== start && tries) setTimeout(() => element.isConnected && document.activeElement === document.body && focus(tries - 1), 100);
  };
  return { element, focus, say: (text) => (said.textContent = text) };
}
