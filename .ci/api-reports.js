// Writes one API report per entry point of package.json from the built declarations, or, without `--update`, fails when
// one differs from docs/api. Run `npm run build` before.
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, resolve } from "node:path";
import { Extractor, ExtractorConfig } from "@microsoft/api-extractor";

// The declarations name each other as they stand in src, `./x.ts`.
const COMPILER_OPTIONS = {
  target: "ES2022",
  lib: ["ES2023"],
  module: "NodeNext",
  moduleResolution: "NodeNext",
  types: ["node"],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  noEmit: true,
  allowImportingTsExtensions: true,
};

const update = process.argv.includes("--update");
const packageJsonFullPath = resolve("package.json");
const manifest = JSON.parse(readFileSync(packageJsonFullPath, "utf8"));
const reportFolder = resolve("docs/api");
const scratchFolder = resolve("temp/api");

const entries = Object.entries(manifest.exports)
  .filter(([, target]) => target.types !== undefined)
  .map(([path, target]) => ({ name: path === "." ? "index" : basename(path), types: resolve(target.types) }));

mkdirSync(reportFolder, { recursive: true });
const failed = entries.filter((entry) => !reportOn(entry)).map(({ name }) => name);
const stray = removeStray();
if (failed.length > 0 || (stray.length > 0 && !update)) {
  console.error(
    `docs/api and the built interface differ (${[...failed, ...stray].join(", ")}): compare with temp/api, then npm run api:update`,
  );
  process.exitCode = 1;
}

function reportOn({ name, types }) {
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath,
    configObject: {
      projectFolder: resolve("."),
      mainEntryPointFilePath: types,
      compiler: { overrideTsconfig: { compilerOptions: COMPILER_OPTIONS, files: [types] } },
      apiReport: {
        enabled: true,
        includeForgottenExports: true,
        reportFileName: `${name}.api.md`,
        reportFolder,
        reportTempFolder: scratchFolder,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: "lf",
      messages: {
        extractorMessageReporting: {
          default: { logLevel: "error" },
          // No release tags here; types that only other types mention are in the report without being exported.
          "ae-missing-release-tag": { logLevel: "none" },
          "ae-forgotten-export": { logLevel: "none" },
          "ae-undocumented": { logLevel: "none" },
        },
        tsdocMessageReporting: { default: { logLevel: "none" } },
      },
    },
  });
  return Extractor.invoke(config, { localBuild: update, messageCallback: leaveOutVersion }).succeeded;
}

function leaveOutVersion(message) {
  if (message.messageId === "console-preamble") message.handled = true;
}

/** Reports whose entry point is gone. */
function removeStray() {
  const known = new Set(entries.map(({ name }) => `${name}.api.md`));
  const stray = readdirSync(reportFolder).filter((file) => !known.has(file));
  if (update) for (const file of stray) rmSync(resolve(reportFolder, file));
  return stray;
}
