// Asking the kernel something that is answered by a message of the same type.

import { WAITS } from "../shared/answers/waits.js";
import { sendIfOpen } from "../shared/kernel_line.js";

/**
 * @import { Answers } from "../shared/answers/answers.js"
 * @import { Model } from "../shared/model.d.ts"
 * @import { AnswerReply, AskRevisions, AskState, DoneReply, PurposeMessage, PutBackMessage, ReviewMessage, ReviewReply, RevisionsReply, StateReply } from "../shared/answers/protocol.d.ts"
 */

/**
 * @typedef {ReviewMessage | PurposeMessage | AskRevisions | AskState | PutBackMessage} Request
 * @typedef {{ review: ReviewReply, purpose: DoneReply, put_back: DoneReply, revisions: RevisionsReply, state: StateReply }} Replies
 */

/**
 * @param {Pick<Model<object, Request, AnswerReply>, "send" | "on" | "off">} model
 * @param {Pick<Answers, "flush">} answers
 */
export function makeFormRequest(model, answers) {
  /** @type {Map<string, ((reply: AnswerReply) => void)[]>} by type */
  const waiting = new Map();
  /** @param {AnswerReply} message */
  function take(message) {
    for (const resolve of waiting.get(message?.type)?.splice(0) ?? []) resolve(message);
  }
  model.on("msg:custom", take);
  return {
    /**
     * The answer; null when the kernel does not answer.
     * @template {Request} Sent
     * @param {Sent} message
     * @returns {Promise<Replies[Sent["type"]] | null>}
     */
    ask: (message) =>
      new Promise((resolve) => {
        const take = /** @type {(reply: AnswerReply) => void} */ (resolve);
        waiting.set(message.type, [...(waiting.get(message.type) ?? []), take]);
        setTimeout(() => resolve(null), 2 * WAITS.answer);
        answers.flush();
        sendIfOpen(model, message);
      }),
    close: () => model.off("msg:custom", take),
  };
}
