// Asking the kernel what looks implausible.

import { WAITS } from "../shared/answers/waits.js";
import { sendIfOpen } from "../shared/kernel_line.js";

/**
 * @import { Answers } from "../shared/answers/answers.js"
 * @import { Model } from "../shared/model.d.ts"
 * @import { AnswerReply, Implausible, ReviewMessage } from "../shared/protocol.d.ts"
 */

/**
 * @param {Pick<Model<object, ReviewMessage, AnswerReply>, "send" | "on" | "off">} model
 * @param {Pick<Answers, "flush">} answers
 */
export function makeReviewRequest(model, answers) {
  /** @type {((implausible: Implausible[] | null) => void)[]} */
  const waiting = [];
  /** @param {AnswerReply} message */
  function take(message) {
    if (message?.type === "review") for (const resolve of waiting.splice(0)) resolve(message.implausible);
  }
  model.on("msg:custom", take);
  return {
    /**
     * What looks implausible; null when the kernel does not answer.
     * @returns {Promise<Implausible[] | null>}
     */
    ask: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        setTimeout(() => resolve(null), 2 * WAITS.answer);
        answers.flush();
        sendIfOpen(model, { type: "review" });
      }),
    close: () => model.off("msg:custom", take),
  };
}
