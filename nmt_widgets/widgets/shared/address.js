// Writes what is open into the page's address, so that reload, back and bookmarks work.

// Only pages of the workbook's own server have an address to keep; in JupyterLab it is the notebook's.
const served = location.pathname.includes("/voila/render/");

/** @param {import("@anywidget/types").InitializeProps<{ query: Record<string, string> }>} props */
function initialize({ model }) {
  if (!served) return;
  const write = () => {
    const search = new URLSearchParams(model.get("query")).toString();
    if (search === location.search.slice(1)) return;
    history.pushState(null, "", `${location.pathname}${search ? `?${search}` : ""}`);
  };
  const back = () => location.reload();
  model.on("change:query", write);
  addEventListener("popstate", back);
  return () => {
    model.off("change:query", write);
    removeEventListener("popstate", back);
  };
}

/** @param {import("@anywidget/types").RenderProps} props */
function render({ el }) {
  el.hidden = true; // nothing to see, and nothing to wait for
}

export default { initialize, render };
