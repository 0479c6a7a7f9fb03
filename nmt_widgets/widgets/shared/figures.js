function render({ model, el }) {
  const list = document.createElement("dl");
  list.className = "nmt-figures";
  el.append(list);
  function draw() {
    list.setAttribute("aria-label", model.get("label"));
    list.replaceChildren(
      ...model.get("figures").map(([label, value, remark]) => {
        const figure = document.createElement("div");
        const parts = [
          ["dt", label],
          ["dd", value],
          ["dd", remark],
        ];
        for (const [at, [tag, words]] of parts.entries()) {
          const part = document.createElement(tag);
          part.textContent = words;
          if (at === 2) part.className = "nmt-remark";
          figure.append(part);
        }
        return figure;
      }),
    );
  }
  model.on("change:figures", draw);
  draw();
  return () => model.off("change:figures", draw);
}

export default { render };
