import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Demo, type StagedProject, stageProject } from "../examples/staged-project.ts";
import { describeWith } from "../helpers/need.ts";
import { type Attack, admitted, answered, attack, checkAttack, refused } from "./attack.ts";
import { createCallers, identityOf } from "./callers.ts";
import { HAPROXY, type HaproxyKind } from "./haproxy.ts";
import { openStand, type Stand } from "./stand.ts";

const { name, right, stranger, expired, environment } = createCallers();
const copy = right.header;
const own = stranger.header;
const presents = identityOf(stranger);
/** What a client writes to pass for the right caller, in the spellings that proxies and apps may tell apart. */
const forged = `X-ARR-ClientCert: ${copy}`;
const lowerCase = `x-arr-clientcert: ${copy}`;
const underscores = `X_ARR_ClientCert: ${copy}`;
const joined = `X-ARR-ClientCert: ${copy}, ${copy}`;
const folded = `X-ARR-ClientCert: ${copy.slice(0, 64)}\r\n ${copy.slice(64)}`;
const long = `X-ARR-ClientCert: ${"A".repeat(12 * 1024)}`;
const http10 = ["--http1.0"];
const http2 = ["--http2"];

const ATTACKS: Readonly<Record<HaproxyKind, readonly Attack[]>> = {
  required: [
    attack("no certificate", {}, "nothing", answered(403)),
    attack("no certificate, forged header", { headers: [forged] }, "nothing", answered(403)),
    attack("a certificate, forged header", { presents, headers: [forged] }, [own], refused("issuer_unknown")),
    attack("a certificate, forged twice", { presents, headers: [forged, forged] }, [own], refused("issuer_unknown")),
    attack("over HTTP/1.0", { presents, headers: [forged], options: http10 }, [own], refused("issuer_unknown")),
    attack("over HTTP/2", { presents, headers: [lowerCase], options: http2 }, [own], refused("issuer_unknown")),
    attack("expired", { presents: identityOf(expired) }, [expired.header], refused("certificate_expired")),
    attack(
      "the right caller, forged header",
      { presents: identityOf(right), headers: [`X-ARR-ClientCert: ${own}`] },
      [copy],
      admitted(name),
    ),
    attack(
      "the right caller, header named by Connection",
      { presents: identityOf(right), headers: ["Connection: x-arr-clientcert"] },
      [copy],
      admitted(name),
    ),
    attack("the right caller over HTTP/1.0", { presents: identityOf(right), options: http10 }, [copy], admitted(name)),
    attack(
      "the right caller, absolute form",
      { presents: identityOf(right), target: "https://localhost/orders" },
      [copy],
      admitted(name),
    ),
    attack(
      "absolute form",
      { presents, headers: [forged], target: "https://localhost/orders" },
      [own],
      refused("issuer_unknown"),
    ),
  ],
  // HAProxy sets the header to nothing where there is no certificate.
  optional: [
    attack("no certificate", {}, [""], refused("header_missing")),
    attack("lower case", { headers: [lowerCase] }, [""], refused("header_missing")),
    attack("underscores", { headers: [underscores] }, [""], refused("header_missing")),
    attack("two lines", { headers: [forged, lowerCase] }, [""], refused("header_missing")),
    attack("joined by a comma", { headers: [joined] }, [""], refused("header_missing")),
    attack("folded", { headers: [folded] }, [""], refused("header_missing")),
    attack("12 KiB", { headers: [long] }, [""], refused("header_missing")),
    attack(
      "named by Connection",
      { headers: [forged, "Connection: x-arr-clientcert"] },
      [""],
      refused("header_missing"),
    ),
    attack("over HTTP/1.0", { headers: [forged], options: http10 }, [""], refused("header_missing")),
    attack("over HTTP/2", { headers: [forged, lowerCase], options: http2 }, [""], refused("header_missing")),
  ],
  appending: [
    attack("no certificate", { headers: [forged] }, [copy, ""], refused("header_duplicated")),
    attack("a certificate", { presents, headers: [forged] }, [copy, own], refused("header_duplicated")),
    attack("lower case", { presents, headers: [lowerCase] }, [copy, own], refused("header_duplicated")),
    attack("empty", { presents, headers: ["X-ARR-ClientCert;"] }, ["", own], refused("header_duplicated")),
    attack("two lines", { headers: [forged, lowerCase] }, [copy, copy, ""], refused("header_duplicated")),
    attack(
      "over HTTP/1.0",
      { presents, headers: [forged], options: http10 },
      [copy, own],
      refused("header_duplicated"),
    ),
    attack("over HTTP/2", { presents, headers: [forged], options: http2 }, [copy, own], refused("header_duplicated")),
    attack("underscores", { presents, headers: [underscores] }, [own], refused("issuer_unknown")),
    attack(
      "the right caller's own words",
      { presents: identityOf(right), headers: [forged] },
      [copy, copy],
      refused("header_duplicated"),
    ),
    // Which is why nobody notices the mistake.
    attack("an honest caller", { presents: identityOf(right) }, [copy], admitted(name)),
  ],
  passing: [
    attack("two lines", { headers: [forged, lowerCase] }, [copy, copy], refused("header_duplicated")),
    attack("joined by a comma", { headers: [joined] }, [`${copy}, ${copy}`], refused("header_malformed")),
    attack("underscores", { headers: [underscores] }, [], refused("header_missing")),
    attack("empty", { headers: ["X-ARR-ClientCert;"] }, [""], refused("header_missing")),
    attack("12 KiB", { headers: [long] }, ["A".repeat(12 * 1024)], refused("header_too_large")),
    attack(
      "15 KiB, more than HAProxy takes",
      { headers: [`X-ARR-ClientCert: ${"A".repeat(15.5 * 1024)}`] },
      "nothing",
      answered(400),
    ),
    attack("folded", { headers: [folded] }, [`${copy.slice(0, 64)}   ${copy.slice(64)}`], refused("header_malformed")),
    attack("a space before the colon", { headers: [`X-ARR-ClientCert : ${copy}`] }, "nothing", answered(400)),
    attack(
      "named by Connection",
      { headers: [`x-arr-clientcert: !`, "Connection: x-arr-clientcert"] },
      ["!"],
      refused("header_malformed"),
    ),
    attack("a certificate", { presents, headers: [forged] }, [own], refused("issuer_unknown")),
  ],
  plain: [
    attack("forged header", { secure: false, headers: [forged] }, [copy], refused("plain_http")),
    attack(
      "forged X-Forwarded-Proto",
      { secure: false, headers: [forged, "X-Forwarded-Proto: https"] },
      [copy],
      refused("plain_http"),
    ),
    attack("no header", { secure: false }, [], refused("plain_http")),
  ],
  "plain-appending": [
    attack("forged header", { secure: false, headers: [forged] }, [copy], refused("plain_http")),
    attack(
      "forged X-Forwarded-Proto",
      { secure: false, headers: [forged, "X-Forwarded-Proto: https"] },
      [copy],
      refused("plain_http"),
    ),
  ],
};

/** The apps write ten lines a minute for each code, and these need more, so not all can share them. */
const SITTINGS: readonly (readonly HaproxyKind[])[] = [
  ["optional"],
  ["required", "appending", "passing", "plain", "plain-appending"],
];

describeWith(["haproxy", "curl"], "attacks through HAProxy", ({ haproxy, curl }) => {
  let project: StagedProject;
  let startApp: Demo["startApp"];

  beforeAll(async () => {
    project = await stageProject();
    ({ startApp } = await project.loadDemo());
  });
  afterAll(() => project?.remove());

  it("try every configuration", () => {
    expect(SITTINGS.flat().toSorted()).toEqual(HAPROXY.kinds.toSorted());
  });

  describe.each(SITTINGS.map((kinds) => ({ kinds })))("$kinds", ({ kinds }) => {
    let stand: Stand<HaproxyKind>;

    beforeAll(async () => {
      stand = await openStand({ proxy: HAPROXY, programs: { proxy: haproxy, curl }, startApp, environment });
    });
    afterAll(() => stand?.close());

    it.each(kinds.flatMap((kind) => ATTACKS[kind].map((row) => ({ kind, row }))))("$kind: $row.name", ({ kind, row }) =>
      checkAttack(stand, kind, row),
    );
  });
});
