// A page made to be printed: shown as it will be on paper, and printed by itself.
function render({ model, el }) {
  el.classList.add("nmt-print-page");
  const words = model.get("words");
  const bar = document.createElement("div");
  bar.className = "nmt-print-bar";
  const print = document.createElement("button");
  print.type = "button";
  print.className = "nmt-primary";
  print.textContent = words.print;
  const save = document.createElement("button");
  save.type = "button";
  save.className = "nmt-plain";
  save.textContent = words.save;
  bar.append(print, save);
  const frame = document.createElement("iframe");
  frame.title = words.title;
  frame.setAttribute("sandbox", "allow-same-origin allow-modals");
  const notice = document.createElement("p");
  notice.className = "nmt-print-notice";
  notice.setAttribute("role", "status");
  el.append(bar, notice, frame);
  const fit = () => {
    const page = frame.contentDocument?.documentElement;
    if (page) frame.style.height = `${page.scrollHeight + 4}px`;
  };
  frame.addEventListener("load", fit);
  let over = null; // the page's words, once nobody can be asked whether a paper may still be handed out
  function draw() {
    const html = over === null ? model.get("html") : "";
    frame.srcdoc = html;
    frame.hidden = print.disabled = save.disabled = !html;
    notice.textContent = html ? "" : (over ?? model.get("notice"));
    notice.hidden = !notice.textContent;
  }
  // whoever opened the page may have signed out meanwhile: it is asked first
  function ask(what) {
    try {
      model.send(what);
    } catch {
      // the line is closed: the page says so at its next look
    }
  }
  print.addEventListener("click", () => ask("print"));
  save.addEventListener("click", () => ask("save"));
  function take(content) {
    if (over !== null || !model.get("html")) return;
    if (content?.may === "print") {
      frame.contentWindow.focus();
      frame.contentWindow.print();
    } else if (content?.may === "save") keep();
  }
  function keep() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([model.get("html")], { type: "text/html" }));
    link.download = model.get("file");
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
  for (const name of ["html", "notice"]) model.on(`change:${name}`, draw);
  model.on("msg:custom", take);
  draw();
  const stop = globalThis.nmtPage?.whenOver((said) => {
    over = said.text;
    draw();
  });
  return () => {
    stop?.();
    model.off("msg:custom", take);
    for (const name of ["html", "notice"]) model.off(`change:${name}`, draw);
  };
}

export default { render };
