// Bundles each widget's script, with all it imports, into one module of its own: `npm run build`.
// With `--check` nothing is written, and a bundle that is not what its sources make is an error.

import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const WIDGETS = join(ROOT, "nmt_widgets", "widgets");
const BUNDLES = join(WIDGETS, "bundles");
const PAGES = ["front/front.js", "present/hand_out_page.js"]; // scripts of a page; all other bundles are a widget's

async function scriptsIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".js"))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .sort();
}

// A widget's own script is the one with a default export, as anywidget asks for.
async function entryPoints() {
  const entries = [...PAGES];
  for (const name of await scriptsIn(WIDGETS)) {
    if (name.startsWith("bundles/")) continue;
    if (/^export default /m.test(await readFile(join(WIDGETS, name), "utf8"))) entries.push(name);
  }
  return entries;
}

async function bundles() {
  const { outputFiles } = await build({
    entryPoints: (await entryPoints()).map((name) => join(WIDGETS, name)),
    outbase: WIDGETS,
    outdir: BUNDLES,
    absWorkingDir: ROOT,
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    write: false,
  });
  return new Map(outputFiles.map((file) => [file.path, file.text]));
}

async function textOf(path) {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
}

const made = await bundles();
await mkdir(BUNDLES, { recursive: true });
const left = (await scriptsIn(BUNDLES)).map((name) => join(BUNDLES, name)).filter((path) => !made.has(path));
const changed = [];
for (const [path, text] of made) if ((await textOf(path)) !== text) changed.push(path);

if (process.argv.includes("--check")) {
  for (const path of [...changed, ...left]) console.error(`${relative(ROOT, path)} is stale: run \`npm run build\``);
  process.exitCode = changed.length || left.length ? 1 : 0;
} else {
  for (const path of left) await rm(path);
  for (const path of changed) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, made.get(path));
  }
  console.log(`${changed.length} of ${made.size} bundles written`);
}
