import { createStand } from "./create-stand.ts";
import { startOlderApp } from "./older-app.ts";
import type { Stand } from "./options.ts";
import type { StandRow } from "./stands.ts";

/** A row's front end before an app on 127.0.0.1, with the row's other instances. Closing it leaves the app alone. */
export async function createStandOf(
  { options, instances = ["this-app"] }: Pick<StandRow, "options" | "instances">,
  appPort: number,
): Promise<Stand> {
  const others: Awaited<ReturnType<typeof startOlderApp>>[] = [];
  const targets: { readonly port: number }[] = [];
  for (const instance of instances) {
    if (instance === "this-app") {
      targets.push({ port: appPort });
      continue;
    }
    const other = await startOlderApp(instance);
    others.push(other);
    targets.push(other);
  }
  const stand = await createStand({ ...options, targets });
  return {
    ...stand,
    close: async () => {
      await Promise.all([stand.close(), ...others.map((other) => other.close())]);
    },
  };
}
