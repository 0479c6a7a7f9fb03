function hand(bytes, { name, type }) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// The window is opened by the click itself, before the file is here: browsers stop one that opens later.
function show(bytes, { type }, opened) {
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  opened.location.replace(url);
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function render({ model, el }) {
  const waiting = new Map();
  const box = document.createElement("div");
  box.className = "nmt-report-maker";
  const make = Object.assign(document.createElement("button"), { type: "button", className: "nmt-primary" });
  const status = document.createElement("span");
  status.className = "nmt-status";
  status.setAttribute("role", "status");
  const bar = Object.assign(document.createElement("progress"), { max: 1 });
  const files = document.createElement("span");
  files.className = "nmt-files";
  box.append(make, bar, status, files);
  el.append(box);

  let over = null; // the page's words, once nothing can be made or handed over here
  const stop = globalThis.nmtPage?.whenOver((said) => {
    over = said.text;
    for (const opened of waiting.values()) opened.close();
    waiting.clear();
    draw();
  });

  function ask(message) {
    try {
      model.send(message);
    } catch {
      // the line is closed: the page says so at its next look
    }
  }

  make.addEventListener("click", () => {
    if (model.get("state") !== "running" && over === null) ask("make");
  });

  function draw() {
    const state = over !== null ? "failed" : model.get("state");
    const words = model.get("words");
    box.dataset.state = state;
    make.textContent = state === "running" ? words.running : state === "idle" ? words.make : words.again;
    make.setAttribute("aria-disabled", String(state === "running" || over !== null));
    bar.hidden = state !== "running";
    bar.value = model.get("progress");
    bar.setAttribute("aria-label", words.running);
    status.textContent = over ?? model.get("message");
    const list = state === "done" ? model.get("files") : [];
    const opens = list.filter((file) => file.open).map((file) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "nmt-open" });
      button.textContent = words.open;
      button.addEventListener("click", () => {
        const opened = window.open("", "_blank");
        if (!opened) return;
        opened.opener = null;
        waiting.set(file.name, opened);
        ask({ fetch: file.name });
      });
      return button;
    });
    const downloads = list.map((file) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "nmt-file" });
      button.dataset.file = file.name;
      button.textContent = file.label;
      button.title = `${file.name}, ${file.size}`;
      button.setAttribute("aria-label", `${words.download}: ${file.label}, ${file.size}`);
      button.addEventListener("click", () => ask({ fetch: file.name }));
      return button;
    });
    files.replaceChildren(...opens, ...downloads);
  }
  function take(content, buffers) {
    if (content?.refused) {
      waiting.get(content.refused)?.close();
      waiting.delete(content.refused);
      return;
    }
    const file = model.get("files").find(({ name }) => name === content?.file);
    if (!file) return;
    const opened = waiting.get(file.name);
    waiting.delete(file.name);
    if (opened) show(buffers[0], file, opened);
    else hand(buffers[0], file);
  }

  const watched = "change:state change:message change:progress change:files";
  model.on(watched, draw);
  model.on("msg:custom", take);
  draw();
  return () => {
    stop?.();
    model.off(watched, draw);
    model.off("msg:custom", take);
  };
}

export default { render };
