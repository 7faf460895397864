import { run, type Share } from "./run.ts";

// One process of the byte fuzzer: makes its share of the edits and tells the total.

// Most edits end in an error that is caught; where it comes from is not asked then.
Error.stackTraceLimit = 2;
process.send?.(run(JSON.parse(process.argv[2] ?? "") as Share));
