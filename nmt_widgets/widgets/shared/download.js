// Hands a file to the browser, which keeps it as it keeps any download.

/**
 * @param {string} name
 * @param {BlobPart[]} parts
 * @param {string} type
 */
export function downloadFile(name, parts, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(parts, { type }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/**
 * @param {string} name
 * @param {string} text
 */
export function downloadText(name, text) {
  downloadFile(name, [text], "application/json");
}
