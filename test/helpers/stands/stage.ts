import { afterEach } from "vitest";
import { createSelfSigned, type IssuedCertificate } from "../../../src/testing/index.ts";
import { createStand } from "./create-stand.ts";
import { type EchoApp, startEchoApp } from "./echo-app.ts";
import type { FrontEndTraits, Stand } from "./options.ts";

/** A certificate that a client shows, and the header line of another one that it writes. */
export interface Actors {
  readonly a: IssuedCertificate;
  readonly b: IssuedCertificate;
  readonly forged: readonly [string, string];
}

export function createActors(): Actors {
  const b = createSelfSigned({ subject: "CN=B" });
  return { a: createSelfSigned({ subject: "CN=A" }), b, forged: ["X-ARR-ClientCert", b.header] };
}

/** Whatever is handed over is closed when the test is over, the last first. */
export function closeAfterEach(): <T extends { close(): Promise<void> }>(opened: T) => T {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
  });
  return (opened) => {
    open.push(opened);
    return opened;
  };
}

/** A stand in front of an echo. */
export async function stage(
  keep: ReturnType<typeof closeAfterEach>,
  traits: FrontEndTraits,
): Promise<{ readonly stand: Stand; readonly app: EchoApp }> {
  const app = keep(await startEchoApp());
  return { app, stand: keep(await createStand({ ...traits, targets: [{ port: app.port }] })) };
}
