import { pathToFileURL } from "node:url";
import type { Demo, DemoCase } from "../examples/staged-project.ts";
import { ROOT } from "../house/imports.ts";

export type { DemoCase };

/** The environment and the visitors of `examples/demo`, from the sources. */
export type DemoVisits = Pick<Demo, "environment" | "cases">;

export async function loadDemoVisits(): Promise<DemoVisits> {
  const load = (name: string): Promise<unknown> => import(pathToFileURL(`${ROOT}examples/demo/${name}`).href);
  const { createEstate } = (await load("estate.js")) as { createEstate: () => Pick<Demo, "environment"> };
  const { demoCases } = (await load("cases.js")) as { demoCases: (estate: object) => readonly DemoCase[] };
  const estate = createEstate();
  return { environment: estate.environment, cases: demoCases(estate) };
}
