// The arithmetic of the invented models: no element is made here.

/**
 * @import { RegionCurve, RepetitionModel, StressCourse, StressResponse, TimingModel, UseDose } from "./protocol.d.ts"
 */

/** @typedef {Omit<RepetitionModel, "compare">} Growth */
/** @typedef {Omit<StressCourse, "id">} Pattern */

/**
 * Organisation of a network day by day, from 0 to 1.
 * @param {Growth} model
 * @param {{ minutes: number, timesADay: number, pattern: number }} use
 */
export function organise(model, { minutes, timesADay, pattern }) {
  const days = model.weeks * 7;
  const session = (1 - Math.exp(-minutes / model.minutes_scale)) * pattern;
  const fading = 0.5 ** (1 / model.half_life);
  const curve = [model.start];
  let trace = 0;
  let owed = 0;
  for (let day = 1; day <= days; day += 1) {
    owed += timesADay;
    const today = Math.floor(owed + 1e-9);
    owed -= today;
    trace = Math.min(model.most_trace, trace * fading + today * session);
    const before = curve[day - 1];
    curve.push(before + model.rate * trace * (1 - before));
  }
  return curve;
}

/**
 * How often a day something happens.
 * @param {Omit<UseDose, "minutes">} use
 */
export function perDay({ times, per }) {
  return times / { day: 1, week: 7, month: 365 / 12 }[per];
}

/**
 * What is left of each region's growth, as a share of typical, lowest region first.
 * @param {TimingModel} model
 * @param {RegionCurve[]} curves
 * @param {{ from: number, lasts: number, severity: number, buffer: number }} adversity
 * @returns {[string, number][]}
 */
export function growUp(model, curves, { from, lasts, severity, buffer }) {
  const until = from + lasts;
  const burden = severity * (1 - buffer);
  let below = 0;
  return curves.map(({ id, curve }) => {
    const birth = curve[0];
    /** @param {number} age */
    const level = (age) =>
      age <= 0
        ? Math.max(0, (birth * (age + 0.75)) / 0.75)
        : curve[Math.min(curve.length - 1, Math.round(age / model.step))];
    const grown = level(Math.min(until, model.seen_at)) - level(Math.min(from, model.seen_at));
    const own = (burden * Math.max(grown, 0)) / curve[curve.length - 1];
    const lost = Math.min(1, own + model.cascade * below);
    below = lost;
    return [id, 1 - lost];
  });
}

/**
 * How strongly somebody answers a demand, from 0 to 1.
 * @param {StressResponse} response
 * @param {number} demand
 */
export function answer({ threshold, slope }, demand) {
  return 1 / (1 + Math.exp(-slope * (demand - threshold)));
}

/**
 * The share of a pattern's stress that has come by a day.
 * @param {Pattern} pattern
 * @param {number} day
 */
export function shareCome(pattern, day) {
  /** @param {number} until */
  const dose = (until) =>
    pattern.episodes.reduce(
      (sum, [at, lasts, strength]) => sum + Math.min(Math.max(until - at, 0), lasts) * strength,
      0,
    );
  return dose(day) / dose(Infinity);
}

/**
 * The response on a day, between the one before and the one a pattern leads to.
 * @param {StressResponse} before
 * @param {Pattern} pattern
 * @param {number} day
 */
export function answerAfter(before, pattern, day) {
  const share = shareCome(pattern, day);
  /** @param {keyof StressResponse} name */
  const between = (name) => before[name] + share * (pattern.becomes[name] - before[name]);
  return { threshold: between("threshold"), slope: between("slope") };
}

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}
