// The differences as a list: what both said, and what is settled. Up and down go through it by keyboard.

function makeDifferences(words, choose) {
  const element = makeElement("section", "nmt-differences");
  const title = makeElement("h2", "", words.differences);
  const progress = makeElement("div", "nmt-settled-share", "", { "aria-hidden": "true" });
  const filled = makeElement("i");
  const said = makeElement("p", "nmt-settled-said");
  const list = makeElement("ol");
  progress.append(filled);
  element.append(title, said, progress, list);
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const buttons = [...list.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    buttons[Math.min(Math.max(at + step, 0), buttons.length - 1)].focus();
  });

  function row(found, isChosen) {
    const item = makeElement("li");
    const button = makeElement("button", "", "", { type: "button", "data-path": found.path, tabindex: isChosen ? "0" : "-1" });
    if (isChosen) button.setAttribute("aria-current", "true");
    const [first, second] = found.sides.map((side) => side.said);
    const mark = makeElement("em", "", found.settled ? fillWords(words.settled_mark, { answer: found.settled.said }) : words.open_mark);
    mark.toggleAttribute("data-settled", Boolean(found.settled));
    button.append(makeElement("b", "", found.name), mark, makeElement("small", "", found.place), makeElement("span", "", fillWords(words.sides, { first, second })));
    button.addEventListener("click", () => choose(found.path));
    item.append(button);
    return item;
  }
  return {
    element,
    draw(differences, chosen) {
      const n = differences.filter((found) => found.settled).length;
      element.hidden = !differences.length;
      said.textContent = fillWords(words.progress, { n, of: differences.length });
      filled.style.width = `${(100 * n) / Math.max(differences.length, 1)}%`;
      const focused = list.contains(document.activeElement) ? document.activeElement.dataset.path : null;
      list.replaceChildren(...differences.map((found) => row(found, found.path === chosen)));
      if (focused) list.querySelector(`[data-path="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    },
    show: (path) => list.querySelector(`[data-path="${CSS.escape(path)}"]`)?.scrollIntoView({ block: "nearest" }),
  };
}
