import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { CertificateOptions, IssuedCertificate } from "../../src/testing/index.ts";
import { admitted, refused } from "../front-ends/attack.ts";
import { identityOf } from "../front-ends/callers.ts";
import type { Outcome } from "../front-ends/stand.ts";
import { escapedPem } from "../header/envoy-writer.ts";
import { describeWith } from "../helpers/need.ts";
import { createCast } from "./cast.ts";
import { ENVOY } from "./envoy.ts";
import { type Estate, frameworksFor, openEstate } from "./estate.ts";

const { authority, billing, branch, environment } = createCast();
const MALFORMED = refused("header_malformed");
/** Judged by the certificate that was shown: the authority is right, and this is nobody's name. */
const SEEN_THROUGH = refused("subject_not_allowed");

const cert = escapedPem(billing.der);
const hash = createHash("sha256").update(billing.der).digest("hex");
/** What Envoy would have written for the caller whom the client wants to pass for. */
const QUOTED = `Hash=${hash};Cert="${cert}"`;
const BARE = `Hash=${hash};Cert=${cert}`;

/** Certificates of the right authority for the wrong holder, who chose the names. */
const CLIENTS: readonly (readonly [name: string, names: CertificateOptions, outcome: Outcome])[] = [
  ["a subject that closes its quotation marks", named(`x";${QUOTED};Subject="`), SEEN_THROUGH],
  ["a subject that begins another element", named(`x",${QUOTED}`), SEEN_THROUGH],
  ["a subject that ends in a backslash", named("x\\"), SEEN_THROUGH],
  ["a subject of a backslash and a quotation mark", named(`\\";${QUOTED};DNS="`), SEEN_THROUGH],
  ["a subject of semicolons and commas", named(`a;b,c=d;${BARE}`), SEEN_THROUGH],
  ["a URI with a certificate in quotation marks", withNames(`uri:spiffe://x;${QUOTED}`), MALFORMED],
  ["a URI with a certificate", withNames(`uri:spiffe://x;${BARE}`), MALFORMED],
  ["a URI with a Cert alone", withNames(`uri:spiffe://x;Cert=${cert}`), MALFORMED],
  ["a URI with a key in lower case", withNames(`uri:spiffe://x;cert=${cert};hash=${hash}`), MALFORMED],
  ["a URI with another element", withNames(`uri:spiffe://x,${QUOTED}`), MALFORMED],
  ["a URI with another element, bare", withNames(`uri:spiffe://x,${BARE}`), MALFORMED],
  ["a URI with a quotation mark", withNames('uri:spiffe://x"'), MALFORMED],
  ["a URI that begins with a quotation mark", withNames('uri:"'), MALFORMED],
  ["a URI with an unknown key", withNames("uri:spiffe://x;Who=billing"), MALFORMED],
  ["a DNS name with a certificate", withNames(`dns:x;${BARE}`), MALFORMED],
  ["a DNS name with another element", withNames(`dns:x,${BARE}`), MALFORMED],
  ["a DNS name of commas", withNames(`dns:${",".repeat(4_000)}`), MALFORMED],
  ["a URI and a DNS name that close each other", withNames('uri:"a', 'dns:b"'), SEEN_THROUGH],
  ["a URI with keys that may repeat", withNames("uri:spiffe://x;By=y;DNS=z"), SEEN_THROUGH],
  ["several names", withNames("uri:spiffe://x/y", "uri:https://x.example/", "dns:x.example"), SEEN_THROUGH],
];

describeWith("curl", "real certificates whose names are meant for Envoy's header", ({ curl }) => {
  let estate: Estate;

  beforeAll(async () => {
    estate = await openEstate({ frontEnd: ENVOY, programs: { curl }, environment });
  });
  afterAll(() => estate?.close());

  it.concurrent.each(frameworksFor(ENVOY))("pass for nobody: $name", async (framework) => {
    const shown: readonly (readonly [string, IssuedCertificate, Outcome])[] = [
      ["the right caller", billing, admitted("billing")],
      ["the right caller with a chain", branch, admitted("billing")],
      ...CLIENTS.map(([name, options, outcome]) => [name, authority.issue(options), outcome] as const),
    ];
    const requests = shown.map(([, certificate]) => ({ kind: "optional" as const, presents: identityOf(certificate) }));
    const outcomes = await estate.ask(framework.name, requests);
    const told = shown.map(([name], index) => [name, outcomes[index]]);
    expect(told).toEqual(shown.map(([name, , outcome]) => [name, outcome]));
  });
});

function named(commonName: string): CertificateOptions {
  return { subject: [[{ type: "CN", value: commonName }]] };
}

function withNames(...subjectAltName: readonly string[]): CertificateOptions {
  return { subject: "CN=mallory", subjectAltName };
}
