// Reasons that are written and not kept yet.

import { keepTyped } from "../shared/typed.js";

/** @import { PairData } from "./protocol.d.ts" */

/**
 * @param {Pick<PairData, "typed">} pair
 * @param {string} path
 */
export const typedReason = (pair, path) => keepTyped(`nmt-settle:${pair.typed}:${path}`);
