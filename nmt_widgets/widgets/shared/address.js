// Writes what is open into the page's address, so that reload, back and bookmarks work.

import { isServed } from "./served.js";

/** @param {import("@anywidget/types").InitializeProps<{ query: Record<string, string>, replaces: boolean }>} props */
function initialize({ model }) {
  if (!isServed) return;
  const write = () => {
    const search = new URLSearchParams(model.get("query")).toString();
    if (search === location.search.slice(1)) return;
    const address = `${location.pathname}${search ? `?${search}` : ""}`;
    if (model.get("replaces")) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
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
