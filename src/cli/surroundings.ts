import type { Environment } from "../self-check/host/environment.ts";
import type { ResourceManagerStandIn } from "../self-check/witness-of-host.ts";

/** Where text goes to. Node's standard streams fit. */
export interface Output {
  write(text: string): unknown;
  /** Absent: no terminal. */
  readonly isTTY?: boolean | undefined;
  /** Width of the terminal in characters. Absent: not known. */
  readonly columns?: number | undefined;
}

/** What a verb sees of the world, so that tests can give it another one. */
export interface Surroundings {
  /** Read again whenever something of it is needed: the platform changes secrets in it. */
  readonly environment: Environment;
  readonly platform: NodeJS.Platform;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Loads a package that need not be installed. Rejects when it is not. */
  readonly load: (name: string) => Promise<unknown>;
  /** In place of Resource Manager, for tests; no variable and no option leads to it. */
  readonly standIn?: ResourceManagerStandIn | undefined;
}

export function surroundingsOf({ env, platform, stdout, stderr }: NodeJS.Process): Surroundings {
  return { environment: env, platform, stdout, stderr, clock: Date.now, load: (name) => import(name) };
}
