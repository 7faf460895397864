#!/usr/bin/env node
import { scan } from "../posture/scan/scan.ts";
import { readSources } from "../posture/sources/files.ts";
import { runCommandLine } from "./command-line.ts";
import { createDev } from "./dev/dev.ts";
import { stoppingOf } from "./dev/stopping.ts";
import { doctor } from "./doctor/doctor.ts";
import { createInspect } from "./inspect/inspect.ts";
import { standardInputOf } from "./inspect/read-input.ts";
import { personAt } from "./probe/person.ts";
import { createProbe } from "./probe/probe.ts";
import { createScan } from "./scan/scan.ts";
import { surroundingsOf } from "./surroundings.ts";

/** Milliseconds that a library's open connection may hold the process up once everything is said. */
const LONGEST_FAREWELL = 1_000;

// Whoever reads only the beginning (`| head`) is not told of the rest, and nobody is told of that.
process.stdout.on("error", () => undefined);

const verbs = [
  doctor,
  createProbe(personAt(process)),
  createInspect(standardInputOf(process)),
  createDev(stoppingOf(process)),
  createScan({ readSources, scan }),
];
process.exitCode = await runCommandLine(verbs, process.argv.slice(2), surroundingsOf(process));
setTimeout(() => process.exit(), LONGEST_FAREWELL).unref();
