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
  // What the kernel adds to what was asked for, such as the section in which somebody stopped.
  const search = new URLSearchParams(location.search);
  const first = new URLSearchParams(model.get("query"));
  if (first.size > search.size && [...search].every(([name, value]) => first.get(name) === value))
    history.replaceState(null, "", `${location.pathname}?${first}`);
  // A view that can show the place itself prevents the default, which is to load the page again.
  const back = () => {
    const detail = Object.fromEntries(new URLSearchParams(location.search));
    if (dispatchEvent(new CustomEvent("nmt-address", { detail, cancelable: true }))) location.reload();
  };
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
