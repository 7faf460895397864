import { createAuthority } from "azure-client-cert/testing";
import { createEstate } from "./estate.ts";
import { type Measured, measure, type Subject } from "./measure.ts";
import { bare } from "./peers/bare.ts";
import { microsoftSample, nodeForge } from "./peers/node-forge.ts";
import { ours } from "./peers/ours.ts";
import { peculiar } from "./peers/peculiar.ts";
import { pkiJs } from "./peers/pkijs.ts";

/** A figure that was promised: our time over another's, or another's over ours. */
export interface Ratio {
  readonly what: string;
  readonly ratio: number;
  /** What the ratio is to be. */
  readonly goal: { readonly atMost: number } | { readonly atLeast: number };
}

export interface ColdPathReport {
  readonly node: string;
  readonly measured: readonly Measured[];
  readonly ratios: readonly Ratio[];
}

/** How many anchors stand beside the two CAs in the crowded validator. */
const CROWD = 10_000;

/** The cold path, a certificate that was never seen before, against its peers in one process. */
export async function coldPath(): Promise<ColdPathReport> {
  const rsa = createEstate("rsa-2048");
  const ec = createEstate("ec-p256");
  const crowd = Array.from({ length: CROWD }, (_, number) => createAuthority({ subject: `CN=Crowd ${number}` }).der);
  const subject = (name: string, run: Subject["run"], headers: readonly string[], answer = true): Subject => ({
    name,
    run,
    headers,
    answer,
  });
  const measured = await measure([
    subject("bare RSA-2048 verification", bare(rsa), rsa.callers),
    subject("ours, RSA-2048", ours(rsa), rsa.callers),
    subject("ours, RSA-2048, 10,000 anchors", ours(rsa, crowd), rsa.callers),
    subject("ours, stranger refused", ours(rsa), rsa.strangers, false),
    subject("bare P-256 verification", bare(ec), ec.callers),
    subject("ours, P-256", ours(ec), ec.callers),
    subject("Microsoft's sample", microsoftSample(rsa), rsa.callers),
    subject("node-forge", nodeForge(rsa), rsa.callers),
    subject("@peculiar/x509", peculiar(rsa), rsa.callers),
    subject("pkijs", pkiJs(rsa), rsa.callers),
  ]);
  return { node: process.version, measured, ratios: ratiosOf(measured) };
}

function ratiosOf(measured: readonly Measured[]): readonly Ratio[] {
  const time = (name: string): number => measured.find((entry) => entry.name === name)?.microseconds ?? Number.NaN;
  const rsa = time("ours, RSA-2048");
  const bareRsa = time("bare RSA-2048 verification");
  const faster = (name: string, atLeast: number): Ratio => ({
    what: `${name} / ours`,
    ratio: time(name) / rsa,
    goal: { atLeast },
  });
  return [
    { what: "ours / bare verification, RSA-2048", ratio: rsa / bareRsa, goal: { atMost: 2 } },
    {
      what: "ours / bare verification, P-256",
      ratio: time("ours, P-256") / time("bare P-256 verification"),
      goal: { atMost: 1.4 },
    },
    {
      what: "stranger refused / bare verification, RSA-2048",
      ratio: time("ours, stranger refused") / bareRsa,
      goal: { atMost: 0.75 },
    },
    { what: "10,000 anchors / 2", ratio: time("ours, RSA-2048, 10,000 anchors") / rsa, goal: { atMost: 1.2 } },
    faster("Microsoft's sample", 5),
    faster("node-forge", 30),
    faster("@peculiar/x509", 30),
    faster("pkijs", 30),
  ];
}
