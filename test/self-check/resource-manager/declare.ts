import { expect } from "vitest";
import { detectHost } from "../../../src/self-check/host/detect-host.ts";
import { createManagedIdentity } from "../../../src/self-check/identity/managed-identity.ts";
import { createResourceManager } from "../../../src/self-check/resource-manager/client.ts";
import { createDeclarationWitness } from "../../../src/self-check/resource-manager/declaration.ts";
import type { Declaration } from "../../../src/self-check/witness.ts";
import type { Azure } from "../../helpers/azure/create-azure.ts";
import { testTiming } from "../../helpers/azure/timing.ts";

/** The whole way: from the variables to the word. */
export function declare(
  from: Azure,
  hostResourceId?: string,
  webConfig: "read" | "skip" = "read",
): Promise<Declaration> {
  const host = detectHost(from.environment, hostResourceId);
  if (host.kind === "none" || host.kind === "ambiguous") return expect.fail(host.kind);
  const timing = testTiming();
  const client = createResourceManager({
    credential: createManagedIdentity({ environment: from.environment, ...timing }),
    cloud: host.cloud,
    endpoint: from.resourceManagerEndpoint,
    ca: from.ca,
    attemptMilliseconds: 1000,
    ...timing,
  });
  return createDeclarationWitness({
    ...host,
    client,
    slots: "all",
    webConfig,
    compareWith: host.isResourceWritten ? from.environment : undefined,
  }).declare();
}

export async function failureOf(declaration: Promise<Declaration>) {
  const settled = await declaration;
  return settled.ok ? expect.fail("it did not fail") : settled.failure;
}
