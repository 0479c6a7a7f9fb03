// Pictures of scenes for the speaker: the scenes of the wall, drawn on a bench beside the page, where nobody sees them.

import { makeElement } from "../shared/dom.js";
import { makeModel } from "./models.js";
import { makeSceneView } from "./scene_view.js";

/** @import { DeckScene } from "./protocol.d.ts" */

export class Pictures {
  /** @type {Map<string, string>} */
  drawings = new Map();

  /** @param {HTMLElement} root the presentation, whose colours they have */
  constructor(root) {
    this.root = root;
    this.bench = makeElement("div", { class: "nmt-leaf-stage" });
    root.append(makeElement("div", { class: "nmt-picture-bench", "aria-hidden": "true" }, this.bench));
  }

  /**
   * The markup of a scene at a step, as large as the wall needs its letters.
   * @param {DeckScene} scene
   * @param {number} step
   */
  draw(scene, step) {
    const key = `${scene.id}.${step}`;
    const known = this.drawings.get(key);
    if (known !== undefined) return known;
    const view = makeSceneView(scene);
    this.bench.append(view.element);
    makeModel(view, scene)?.step(step);
    view.fit(step);
    const html = view.element.outerHTML;
    view.element.remove();
    this.drawings.set(key, html);
    return html;
  }

  /** The rules that draw a scene: those of the page, and those that its variables stand in. */
  static rules() {
    const texts = [...document.styleSheets].flatMap((sheet) => {
      try {
        return [...sheet.cssRules].map((rule) => rule.cssText);
      } catch {
        return []; // a sheet of somebody else's
      }
    });
    const own = texts.filter((text) => text.includes("nmt-"));
    return { root: own.filter((text) => text.includes(":root")).join("\n"), scene: own.join("\n") };
  }
}
