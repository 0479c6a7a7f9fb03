// Requests of the page that the kernel answers one by one; sent again, a request has the same name and is made once.

import { sendIfOpen } from "../../shared/kernel_line.js";

/**
 * @import { Words } from "../../shared/protocol.d.ts"
 * @import { Model } from "../../shared/model.d.ts"
 * @import { CountingMessage, CountingReply, CountingTraits, CountingRequest, CountsDone, CountsRefused } from "./protocol.d.ts"
 * @typedef {Model<CountingTraits, CountingMessage, CountingReply>} CountsModel
 * @typedef {{ done(reply: CountsDone): void, refused(reply: CountsRefused): void }} Answer
 * @typedef {ReturnType<typeof makeRequests>} Requests
 */

/** @param {CountsModel} model */
export function makeRequests(model) {
  /** @type {Map<string, Answer>} */
  const waiting = new Map();
  /** @param {CountingReply} reply */
  function hear(reply) {
    if (reply.type !== "done" && reply.type !== "refused") return;
    const answer = waiting.get(reply.edit);
    waiting.delete(reply.edit);
    if (reply.type === "done") answer?.done(reply);
    else answer?.refused(reply);
  }
  model.on("msg:custom", hear);
  return {
    /**
     * @param {CountingRequest} request
     * @param {Answer} answer
     * @param {ArrayBuffer[]} [buffers]
     */
    send(request, answer, buffers) {
      waiting.set(request.edit, answer);
      sendIfOpen({ send: (message) => model.send(message, undefined, buffers) }, request);
    },
    close: () => model.off("msg:custom", hear),
  };
}
