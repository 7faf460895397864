import { describe, expect, it } from "vitest";
import { fateOf } from "../../../src/self-check/probe/fate.ts";
import type { Answer, Arrival, Shot } from "../../../src/self-check/probe/shot.ts";
import { shownOf } from "../../../src/self-check/probe/shown.ts";
import type { Sighting } from "../../../src/self-check/probe/sightings.ts";

const SHOT: Shot = {
  kind: "no-certificate",
  variant: "",
  host: "shop",
  port: 443,
  scheme: "https",
  httpVersion: "1.1",
  tls: "any",
  presentsCertificate: false,
  headers: [],
  path: "/",
  nonce: "n",
};
const FORBIDDEN: Answer = {
  kind: "response",
  status: 403,
  location: undefined,
  contentType: undefined,
  markers: [],
  attestation: undefined,
};
const HERE: Arrival = { certificateLines: [], forwardedProto: ["https"], defaultHostName: [] };
const THERE: Arrival = { certificateLines: [], forwardedProto: [], defaultHostName: ["there"] };
const SENT = { a: "MIIBQA==", b: "MIIBQB==", bPlain: "MIIBQC==" };

describe("what became of a request", () => {
  it.each<[string, Sighting, Arrival | undefined, string, Arrival | undefined]>([
    ["came here", { kind: "arrived", arrival: HERE }, undefined, "bare", HERE],
    ["came here, whatever others say", { kind: "arrived", arrival: HERE }, THERE, "bare", HERE],
    ["came to another instance", { kind: "not-arrived" }, THERE, "bare", THERE],
    ["came nowhere", { kind: "not-arrived" }, undefined, "refused", undefined],
    ["came more than once", { kind: "cannot-tell", reason: "replayed" }, THERE, "replayed", undefined],
    ["came too late", { kind: "cannot-tell", reason: "expired" }, undefined, "expired", undefined],
    ["came unseen", { kind: "cannot-tell", reason: "not-watching" }, undefined, "expired", undefined],
  ])("that %s", (_title, sighting, attested, fate, arrival) => {
    const shown = shownOf(SHOT, FORBIDDEN, sighting, attested);
    expect(fateOf(shown, SENT, "app-service")).toBe(fate);
    expect(shown.arrival).toBe(arrival);
  });
});
