// The questions of one assessment: their names outside their section, and their answers in words.

import { isEmpty, NUMBER_OF, numberOf, saySignal } from "../values.js";
import { sayDate } from "../words.js";

/**
 * @import { Answer } from "./protocol.d.ts"
 * @import { FormSpec, FormQuestion, FormSection } from "../form/protocol.d.ts"
 */

export class Questions {
  /** @type {FormSpec} */
  spec;
  /** @type {Map<string, { question: FormQuestion, section: FormSection }>} */
  #places = new Map();
  /** @type {Map<string, FormQuestion>} path in Part A -> the question whether it goes on, asked beside it */
  #asking = new Map();

  /**
   * Names answers whose places are not known beforehand.
   * @type {(path: string) => string}
   */
  naming = () => "";

  /** @param {FormSpec} spec */
  constructor(spec) {
    this.spec = spec;
    this.learn(spec);
  }

  /**
   * The questions may change with the age; answers to those that went stay as they are.
   * @param {FormSpec} spec
   */
  learn(spec) {
    this.spec = spec;
    this.#asking.clear();
    for (const section of spec.sections) {
      for (const question of section.questions) {
        this.#places.set(question.path, { question, section });
        if (question.beside) this.#asking.set(question.beside, question);
      }
    }
  }

  /**
   * @param {string} path
   * @returns {FormQuestion | null}
   */
  at(path) {
    return this.#places.get(path)?.question ?? null;
  }

  /**
   * The question whether something of Part A goes on now, by the path of its rating; null where there is none.
   * @param {string} path
   * @returns {FormQuestion | null}
   */
  goesOn(path) {
    return this.#asking.get(path) ?? null;
  }

  /**
   * What is changed, with the questions whose state hangs on it.
   * @param {Set<string>} changed
   */
  touched(changed) {
    const along = [...changed].map((path) => this.#asking.get(path)?.path ?? "").filter(Boolean);
    return along.length ? new Set([...changed, ...along]) : changed;
  }

  /** @param {string} path */
  name(path) {
    const place = this.#places.get(path);
    if (!place) return this.naming(path) || path;
    const { question, section } = place;
    const group = section.kind === "functions" ? null : section.groups?.find(({ id }) => id === question.group);
    return group && group.name !== question.name ? `${group.name}: ${question.name}` : question.name;
  }

  /** @param {string} path */
  sectionName(path) {
    return this.#places.get(path)?.section.name ?? "";
  }

  /**
   * An answer in words; "" when there is none.
   * @param {string} path
   * @param {Answer} value
   * @returns {string}
   */
  say(path, value) {
    if (isEmpty(value)) return "";
    const question = this.at(path);
    if (question?.kind === "signal") return saySignal(value, this.spec.signals);
    const { options = [], columns = [] } = question ?? {};
    /** @type {(pairs: [string, string][] | undefined, id: Answer) => Answer} */
    const named = (pairs, id) => pairs?.find(([known]) => known === id)?.[1] ?? id;
    /** @type {(name: string) => number} */
    const rank = (name) => columns.findIndex(([column]) => column === name); // the kernel may return a row's keys in any order
    /** @type {(part: Answer, key?: string) => string} */
    const say = (part, key) => {
      if (Array.isArray(part)) return part.map((item) => say(item)).join("; ");
      if (part && typeof part === "object") {
        return Object.entries(part)
          .filter(([, inner]) => !isEmpty(inner))
          .sort(([a], [b]) => rank(a) - rank(b))
          .map(([name, inner]) => say(inner, name))
          .join(", ");
      }
      if (key === "confidence") return named(this.spec.confidence, part);
      if (key === "pattern") return named(this.spec.patterns, part);
      return sayDate(String(named(key ? columns.find(([column]) => column === key)?.[2] : options, part)));
    };
    const number = numberOf(question ?? { kind: "" }, value);
    if (number === value || isEmpty(number)) return say(value);
    const rest = say({ ...value, [NUMBER_OF[question?.kind ?? ""]]: null });
    return [number, rest].filter((part) => part !== "").join(", ");
  }
}
