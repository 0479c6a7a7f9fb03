// Whether two values of a trait are the same: records and lists by what they hold, binary values by identity.

/** @param {unknown} value @returns {value is { [name: string]: unknown }} */
const isRecord = (value) => value !== null && typeof value === "object" && !ArrayBuffer.isView(value);

/** @param {unknown} first @param {unknown} second @returns {boolean} */
export function isEqual(first, second) {
  if (Object.is(first, second)) return true;
  if (!isRecord(first) || !isRecord(second) || Array.isArray(first) !== Array.isArray(second)) return false;
  if (first instanceof ArrayBuffer || second instanceof ArrayBuffer) return false;
  const names = Object.keys(first);
  return (
    names.length === Object.keys(second).length &&
    names.every((name) => Object.hasOwn(second, name) && isEqual(first[name], second[name]))
  );
}
