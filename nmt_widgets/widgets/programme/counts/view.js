// Incidents and phases of the site: forms to enter them, what was entered, a table to bring in, and the phases.

import { makeElement } from "../../shared/dom.js";
import { useLocale } from "../../shared/words.js";
import { makeEntering } from "./entering.js";
import { makeImporting } from "./importing.js";
import { makeListing } from "./listing.js";
import { makePhases } from "./phases.js";
import { makeRequests } from "./requests.js";

/**
 * @import { Words } from "../../shared/protocol.d.ts"
 * @import { Props } from "../../shared/model.d.ts"
 * @import { CountingMessage, CountingReply, CountingTraits } from "./protocol.d.ts"
 * @import { CountsModel, Requests } from "./requests.js"
 * @typedef {{ model: CountsModel, requests: Requests, words: Words, owner: string }} CountsPageParts
 */

/** @param {Props<CountingTraits, CountingMessage, CountingReply>} props */
function render({ model, el }) {
  useLocale(model);
  el.classList.add("nmt-view", "nmt-counts");
  const barred = model.get("barred");
  if (barred) {
    el.append(makeElement("p", { class: "nmt-alert is-notice", text: barred }));
    return;
  }
  const requests = makeRequests(model);
  const page = { model, requests, words: model.get("words"), owner: model.get("owner") };
  const entering = makeEntering(page);
  const listing = makeListing(page);
  const phases = makePhases(page);
  const importing = makeImporting(page);
  el.append(entering.element, listing.element, phases.element, importing.element);
  return () => {
    requests.close();
    for (const part of [entering, listing, phases]) part.close();
  };
}

export default { render };
