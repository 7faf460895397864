// Checks that every case folder is what its definition says; with `--update`, makes it so.
//
//     npx tsx certs-fixtures/generate.ts [--update]
import { ALL_CASES } from "./generator/all-cases.ts";
import { differences, wantedFiles, writeFiles } from "./generator/files.ts";
import { allowNewKeys } from "./generator/keys.ts";

const update = process.argv.includes("--update");
if (update) allowNewKeys();

const wanted = wantedFiles(ALL_CASES);
const before = differences(wanted);
if (update) writeFiles(wanted);

for (const line of before) console.log(update ? `updated: ${line}` : line);
console.log(`${ALL_CASES.length} cases, ${before.length} ${update ? "files updated" : "differences"}`);
process.exitCode = update || before.length === 0 ? 0 : 1;
