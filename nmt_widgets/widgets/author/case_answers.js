// The answers of a case that is being made, as its page shows them to the person.

import { Answers } from "../shared/answers/answers.js";
import { isEmpty, sameAnswer } from "../shared/values.js";
import { countWords, fillWords } from "../shared/words.js";
import { sayField } from "./fields.js";

/**
 * @import { Model } from "../shared/model.d.ts"
 * @import { Answer, AnswerReply } from "../shared/answers/protocol.d.ts"
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { AuthorList, AuthorMessage, AuthorReply, CaseTraits, Entry } from "./protocol.d.ts"
 */

/** @typedef {Model<CaseTraits, AuthorMessage, AuthorReply | AnswerReply>} CaseModel */

export class CaseAnswers extends Answers {
  /** @type {Map<string, AuthorList>} */
  #lists;
  /** @type {Words} */
  #words;

  /** @param {CaseModel} model */
  constructor(model) {
    super(model);
    const { lists, reference } = model.get("form");
    const specs = [...Object.values(lists), ...Object.values(reference?.lists ?? {})];
    this.#lists = new Map(specs.map((spec) => [spec.path, spec]));
    this.#words = model.get("words").author.rows;
  }

  /** What was typed on another screen of the same case is offered there. */
  get offers() {
    return super.offers.filter((offer) => offer.answers.every(({ path }) => this.question(path)));
  }

  /**
   * A list in a line: how many entries it has, and those that another version of a conflict lacks.
   * @param {string} path
   * @param {Answer} value
   */
  say(path, value) {
    const list = this.#lists.get(path);
    if (!list || isEmpty(value)) return super.say(path, value);
    const entries = entriesOf(list, value);
    const versions = this.conflict()
      .filter((conflict) => conflict.path === path)
      .flatMap(({ mine, theirs }) => [mine, theirs])
      .map((version) => entriesOf(list, version));
    /** @param {Entry} entry */
    const isShared = (entry) => versions.every((version) => version.some((other) => sameAnswer(other, entry)));
    const names = entries.filter((entry) => !isShared(entry)).map((entry) => nameOf(list, entry));
    const count = countWords(this.#words, "entries", entries.length);
    return names.length ? `${count} ${fillWords(this.#words.only_here, { names: names.join("; ") })}` : count;
  }
}

/**
 * @param {AuthorList} list
 * @param {Answer} value
 * @returns {Entry[]}
 */
function entriesOf({ within }, value) {
  return (within ? value?.[within] : value) ?? [];
}

/**
 * @param {AuthorList} list
 * @param {Entry} entry
 */
function nameOf({ fields, head, new: unnamed }, entry) {
  const field = fields.find(({ id }) => id === head[0]);
  return (field && sayField(field, entry[field.id])) || unnamed;
}
