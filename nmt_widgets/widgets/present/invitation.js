// How the room joins in: the link, and the same as a picture.

import { makeElement } from "../shared/dom.js";

/** @import { PresenterModel } from "./behaviours.js" */

/**
 * @param {HTMLElement} place
 * @param {PresenterModel} model
 * @param {boolean} isOn
 */
export function showInvitation(place, model, isOn) {
  const invitation = model.get("invitation");
  place.hidden = !(isOn && invitation);
  if (place.dataset.shown === invitation) return;
  place.dataset.shown = invitation;
  place.textContent = invitation;
  if (!model.get("code")) return;
  const picture = makeElement("span", { class: "nmt-join-code" });
  picture.innerHTML = model.get("code"); // made by the workbook
  place.prepend(picture);
}
