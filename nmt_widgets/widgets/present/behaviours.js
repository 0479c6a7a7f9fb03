// The scripts of scenes, by kind: the guess of the room, what it is asked, and the models of the teaching panels.

import { makeGuessing } from "./guessing.js";
import { makeModel } from "./models.js";
import { makeRoom } from "./room.js";

/**
 * @import { Model } from "../shared/model.d.ts"
 * @import { DeckScene, PresenterMessage, PresenterReply, PresenterTraits } from "./protocol.d.ts"
 * @import { Position } from "./position.js"
 * @import { SceneView } from "./scene_view.js"
 */

/** @typedef {Model<PresenterTraits, PresenterMessage, PresenterReply>} PresenterModel */

/**
 * A script that moves what a scene shows.
 * @typedef {{ step(step: number): void, close(): void }} Behaviour
 */

/**
 * @param {SceneView} view
 * @param {DeckScene} scene
 * @param {Position} position
 * @param {PresenterModel} model
 * @returns {Behaviour | null}
 */
export function makeBehaviour(view, scene, position, model) {
  if (scene.kind === "guess") return makeGuessing(view, scene, position, model);
  if (scene.kind === "room") return position.room && makeRoom(view, scene, position.room, model);
  return makeModel(view, scene);
}
