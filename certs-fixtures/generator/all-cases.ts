import { ALGORITHM_CASES } from "./algorithm-cases.ts";
import type { CaseDefinition } from "./case.ts";
import { DEMO_CASES } from "./demo-cases.ts";
import { DER_CASES } from "./der-cases.ts";
import { EXTENSION_CASES } from "./extension-cases.ts";
import { PATH_CASES } from "./path-cases.ts";
import { ZOO_AUTHORITIES } from "./zoo-authorities.ts";
import { ZOO_LEAVES } from "./zoo-leaves.ts";
import { ZOO_NAMES } from "./zoo-names.ts";

/** Every case there is. */
export const ALL_CASES: readonly CaseDefinition[] = [
  ...DEMO_CASES,
  ...PATH_CASES,
  ...EXTENSION_CASES,
  ...DER_CASES,
  ...ALGORITHM_CASES,
  ...ZOO_LEAVES,
  ...ZOO_NAMES,
  ...ZOO_AUTHORITIES,
];
