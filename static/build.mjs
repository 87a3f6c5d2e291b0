// Bundles static/src into static/dist. `--watch` rebuilds on change; `--sizes` prints gzip sizes.
import { build, context } from "esbuild";
import { gzipSync } from "node:zlib";
import { readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "dist");

// The oldest television we promise to serve (webOS 2020). esbuild lowers syntax, not APIs and not
// CSS: tests/frontend/test_bundle.py looks for what this target lacks.
const options = {
  absWorkingDir: here,
  entryPoints: {
    board: "src/board.tsx",
    page: "src/page.ts",
    why: "src/why.tsx",
    then: "src/then.tsx",
    chart: "src/chart.ts",
    "tv-pair": "src/tv-pair.ts",
    designer: "src/designer.tsx",
    "alert-floor": "src/alert-floor.ts",
    "board-style": "src/styles/board.css",
    "designer-style": "src/styles/designer.css",
    "page-style": "src/styles/page.css",
    "why-style": "src/styles/why.css",
    "then-style": "src/styles/then.css",
    icon: "src/icon.svg",
  },
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: "chrome68",
  charset: "utf8",
  jsx: "automatic",
  jsxImportSource: "preact",
  loader: { ".woff2": "file", ".svg": "copy" },
  assetNames: "fonts/[name]",
  legalComments: "none",
  logLevel: "info",
};

// The words of each language: scripts of their own, which only the pages in that language load; the
// designer's apart, since no television needs them.
const LANGUAGES = ["sv", "fi", "fr", "de", "xx"];
const wordsOf = (name, folder, globalName) => ({
  ...options,
  entryPoints: Object.fromEntries(
    LANGUAGES.map((language) => [`${name}-${language}`, `${folder}/${language}.ts`]),
  ),
  globalName,
});
const all = [
  options,
  wordsOf("words", "src/words", "wallboardWords"),
  wordsOf("words-designer", "src/words/designer", "wallboardDesignerWords"),
];

rmSync(out, { recursive: true, force: true });
if (process.argv.includes("--watch")) {
  for (const each of all) await (await context(each)).watch();
} else {
  const results = [];
  for (const each of all) results.push(await build({ ...each, metafile: true }));
  if (process.argv.includes("--sizes")) {
    for (const path of results.flatMap((result) => Object.keys(result.metafile.outputs)).sort()) {
      const bytes = readFileSync(join(here, path));
      console.log(`${path}  ${bytes.length} B, gzip ${gzipSync(bytes).length} B`);
    }
  }
}
