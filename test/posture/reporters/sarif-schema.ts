import { readFileSync } from "node:fs";

/** The schema, which is one of draft 4, for a validator that knows draft 7: nothing that it uses differs but its name. */
export function readSarifSchema(): object {
  const file = new URL("sarif-schema/sarif-2.1.0.json", import.meta.url);
  const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  return schema;
}
