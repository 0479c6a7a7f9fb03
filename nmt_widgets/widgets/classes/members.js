// Who is in a class: where members come in, how far each is and who may be stuck, and what the trainer changes of them.

import { makeButton, makeElement } from "../shared/dom.js";
import { useLocale } from "../shared/words.js";
import { makeMemberRow } from "./member_row.js";

/**
 * @import { Props } from "../shared/model.d.ts"
 * @import { MemberMessage, MemberReply, MembersTraits } from "./protocol.d.ts"
 */

/** @param {Props<MembersTraits, MemberMessage, MemberReply>} props */
function render({ model, el }) {
  useLocale(model);
  const words = model.get("words");
  el.classList.add("nmt-class-members");
  const link = makeElement("b", { class: "nmt-class-link" });
  const code = makeElement("p", { class: "nmt-class-door-code" });
  const secrecy = makeElement("p", { class: "nmt-quiet" });
  const picture = makeElement("div", { class: "nmt-class-qr" });
  const way = makeElement("p", {}, makeElement("span", { text: words.door }), " ", link);
  const door = makeElement("div", { class: "nmt-card is-quiet nmt-class-door" }, picture);
  door.append(makeElement("div", {}, way, code, secrecy));
  const title = makeElement("h2", { text: words.title, tabindex: "-1" });
  const summary = makeElement("p");
  const news = makeElement("p", { role: "status", class: "nmt-class-member-news" });
  const list = makeElement("ul", { class: "nmt-list nmt-class-member-list", "aria-label": words.title });
  const more = makeElement("details", { class: "nmt-more", open: true }, makeElement("summary", { text: words.more }));
  const removed = makeElement("ul", { class: "nmt-list nmt-class-removed", "aria-label": words.removed_title });
  const removedPart = makeElement("div", {}, makeElement("h3", { text: words.removed_title }), removed);
  more.append(door, list, removedPart);
  el.append(title, summary, news, more);

  /** @type {Map<number, ReturnType<typeof makeMemberRow>>} */
  const rows = new Map(); // by seat; a row that is there stays the same element, so that focus and typing stay in it

  function drawDoor() {
    const doorway = model.get("doorway");
    door.hidden = !doorway.link;
    link.textContent = doorway.link;
    code.textContent = words.code.replace("{code}", doorway.code);
    secrecy.textContent = doorway.secrecy;
    if (picture.dataset.link === doorway.link) return;
    picture.dataset.link = doorway.link;
    picture.innerHTML = doorway.picture; // made by the workbook
  }
  function drawMembers() {
    const members = model.get("members");
    summary.textContent = members.length ? model.get("summary") : words.nobody;
    const seats = new Set(members.map((member) => member.seat));
    for (const [seat, row] of rows) {
      if (seats.has(seat)) continue;
      const hadFocus = row.element.contains(document.activeElement);
      row.element.remove();
      rows.delete(seat);
      if (hadFocus) title.focus({ preventScroll: true });
    }
    members.forEach((member, at) => {
      let row = rows.get(member.seat);
      if (!row) {
        row = makeMemberRow(words, model.get("may_lead"), (message) => model.send(message));
        rows.set(member.seat, row);
      }
      row.draw(member, model.get("shows_names"));
      if (list.children[at] !== row.element) list.insertBefore(row.element, list.children[at] ?? null);
    });
  }
  function drawRemoved() {
    const hadFocus = removed.contains(document.activeElement);
    const former = model.get("removed");
    removedPart.hidden = !former.length;
    removed.replaceChildren(
      ...former.map(({ seat, name }) => {
        const label = words.take_back_label.replace("{name}", name);
        const send = () => model.send({ type: "take_back", seat });
        const back = makeButton("nmt-button is-plain is-small", words.take_back, send, { "aria-label": label });
        return makeElement("li", { class: "nmt-toolbar" }, makeElement("span", { text: name }), back);
      }),
    );
    if (hadFocus) title.focus({ preventScroll: true });
  }
  /** @param {MemberReply} reply */
  function receive(reply) {
    news.textContent = reply.done || (rows.has(reply.seat) ? "" : reply.problem);
    rows.get(reply.seat)?.answer(reply);
  }
  const drawings = /** @type {const} */ ({
    doorway: drawDoor,
    members: drawMembers,
    summary: drawMembers,
    removed: drawRemoved,
    shows_names() {
      news.textContent = ""; // it may have a name
      drawMembers();
    },
  });
  const names = /** @type {(keyof typeof drawings)[]} */ (Object.keys(drawings));
  for (const name of names) model.on(`change:${name}`, drawings[name]);
  model.on("msg:custom", receive);
  drawDoor();
  drawMembers();
  drawRemoved();
  return () => {
    for (const name of names) model.off(`change:${name}`, drawings[name]);
    model.off("msg:custom", receive);
  };
}

export default { render };
