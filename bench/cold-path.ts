import { createAuthority } from "azure-client-cert/testing";
import { createEstate } from "./estate.ts";
import { type Measured, measure, type Subject } from "./measure.ts";
import { bare } from "./peers/bare.ts";
import { microsoftSample, nodeForge } from "./peers/node-forge.ts";
import { ours } from "./peers/ours.ts";
import { peculiar } from "./peers/peculiar.ts";
import { pkiJs } from "./peers/pkijs.ts";

/** Some subjects, measured in turn; every ratio is to the first. */
export interface Comparison {
  readonly title: string;
  readonly measured: readonly Measured[];
  /** By name of the subject: what its ratio to the first is to be. */
  readonly goals: Readonly<Record<string, Goal>>;
}

export type Goal = { readonly atMost: number } | { readonly atLeast: number };

export interface ColdPathReport {
  readonly node: string;
  readonly comparisons: readonly Comparison[];
}

/** How many anchors stand beside the two CAs in the crowded validator. */
const CROWD = 10_000;

/**
 * The cold path, a certificate that was never seen before, against its peers, all in one process. Each comparison has its own rounds, since
 * the heap that ten thousand anchors or a large library leave behind slows whoever comes after them.
 */
export async function coldPath(): Promise<ColdPathReport> {
  const rsa = createEstate("rsa-2048");
  const ec = createEstate("ec-p256");
  const admitted = (name: string, run: Subject["run"], headers = rsa.callers): Subject => ({
    name,
    run,
    headers,
    answer: true,
  });
  const compare = async (
    title: string,
    subjects: readonly Subject[],
    goals: Comparison["goals"],
  ): Promise<Comparison> => ({ title, measured: await measure(subjects), goals });

  const comparisons = [
    await compare(
      "RSA-2048, beside one bare verification",
      [
        admitted("one bare verification", bare(rsa)),
        admitted("header to verdict", ours(rsa)),
        { name: "stranger refused", run: ours(rsa), headers: rsa.strangers, answer: false },
      ],
      { "header to verdict": { atMost: 2 }, "stranger refused": { atMost: 0.75 } },
    ),
    await compare(
      "P-256, beside one bare verification",
      [admitted("one bare verification", bare(ec), ec.callers), admitted("header to verdict", ours(ec), ec.callers)],
      { "header to verdict": { atMost: 1.4 } },
    ),
    await compare(
      "RSA-2048, beside others",
      [
        admitted("header to verdict", ours(rsa)),
        admitted("Microsoft's sample, no chain", microsoftSample(rsa)),
        admitted("node-forge", nodeForge(rsa)),
        admitted("@peculiar/x509", peculiar(rsa)),
        admitted("pkijs", pkiJs(rsa)),
      ],
      {
        "Microsoft's sample, no chain": { atLeast: 5 },
        "node-forge": { atLeast: 30 },
        "@peculiar/x509": { atLeast: 30 },
        pkijs: { atLeast: 30 },
      },
    ),
    await compare(
      "RSA-2048, many configured CAs",
      [admitted("with two", ours(rsa)), admitted("with 10,000", ours(rsa, createCrowd()))],
      { "with 10,000": { atMost: 1.2 } },
    ),
  ];
  return { node: process.version, comparisons };
}

function createCrowd(): readonly Uint8Array[] {
  return Array.from({ length: CROWD }, (_, number) => createAuthority({ subject: `CN=Crowd ${number}` }).der);
}
