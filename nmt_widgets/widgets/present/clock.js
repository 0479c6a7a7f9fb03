// How long something lasts, in words.

/**
 * 75 s as 1:15, 3675 s as 1:01:15
 * @param {number} seconds
 */
export function clockTime(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  if (!parts[0]) parts.shift();
  return parts.map((part, at) => (at ? String(part).padStart(2, "0") : String(part))).join(":");
}
