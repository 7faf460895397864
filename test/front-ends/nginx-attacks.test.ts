import { afterAll, beforeAll, it } from "vitest";
import { type Demo, type StagedProject, stageProject } from "../examples/staged-project.ts";
import { describeWith } from "../helpers/need.ts";
import { type Attack, admitted, answered, attack, checkAttack, refused } from "./attack.ts";
import { createCallers, identityOf } from "./callers.ts";
import { NGINX, type NginxKind } from "./nginx.ts";
import { openStand, type Stand } from "./stand.ts";

const { name, right, stranger, expired, environment } = createCallers();
const copy = right.header;
const own = stranger.header;
const presents = identityOf(stranger);
const honest = { presents: identityOf(right) };
const forged = `X-ARR-ClientCert: ${copy}`;
const lowerCase = `x-arr-clientcert: ${copy}`;
const underscores = `X_ARR_ClientCert: ${copy}`;
const escaped = encodeURIComponent(right.pem);

const ATTACKS: Readonly<Record<NginxKind, readonly Attack[]>> = {
  required: [
    attack("no certificate", {}, "nothing", answered(403)),
    attack("no certificate, forged header", { headers: [forged] }, "nothing", answered(403)),
    attack("a certificate, forged twice", { presents, headers: [forged, lowerCase] }, [own], refused("issuer_unknown")),
    attack("over HTTP/2", { presents, headers: [lowerCase], options: ["--http2"] }, [own], refused("issuer_unknown")),
    attack("expired", { presents: identityOf(expired) }, [expired.header], refused("certificate_expired")),
  ],
  // nginx does not send a header whose value is empty, and so takes the client's own away.
  optional: [
    attack("no certificate", {}, [], refused("header_missing")),
    attack("forged header", { headers: [forged] }, [], refused("header_missing")),
    attack("two lines", { headers: [forged, lowerCase] }, [], refused("header_missing")),
    attack("underscores", { headers: [underscores] }, [], refused("header_missing")),
    attack("named by Connection", { ...honest, headers: ["Connection: x-arr-clientcert"] }, [copy], admitted(name)),
    attack("over HTTP/1.0", { headers: [forged], options: ["--http1.0"] }, [], refused("header_missing")),
  ],
  appending: [
    // Its own line would be empty, so nginx leaves it out, and the client's stands alone.
    attack("no certificate", { headers: [forged] }, [copy], admitted(name)),
    attack("a certificate", { presents, headers: [forged] }, [copy, own], refused("header_duplicated")),
    attack("two lines", { presents, headers: [lowerCase, forged] }, [copy, own], refused("header_duplicated")),
    attack("an honest caller", honest, [copy], admitted(name)),
  ],
  joining: [
    attack("a certificate", { presents, headers: [forged] }, [`${copy}, ${own}`], refused("header_malformed")),
    attack("no certificate", { headers: [forged] }, [`${copy},`], refused("header_malformed")),
    attack("an honest caller", honest, [`, ${copy}`], refused("header_malformed")),
  ],
  passing: [
    // As with every front end that passes what a client wrote: nobody behind it can tell.
    attack("forged header", { headers: [forged] }, [copy], admitted(name)),
    attack("garbage", { headers: ["X-ARR-ClientCert: !"] }, ["!"], refused("header_malformed")),
    attack("a certificate", { presents, headers: [forged] }, [own], refused("issuer_unknown")),
  ],
  untouched: [
    attack("two lines", { headers: [forged, lowerCase] }, [copy, copy], refused("header_duplicated")),
    attack("underscores", { headers: [underscores] }, [], refused("header_missing")),
    attack("both spellings", { headers: [underscores, lowerCase] }, [copy], admitted(name)),
  ],
  underscores: [
    attack("underscores", { headers: [underscores] }, [], refused("header_missing")),
    attack(
      "garbage beside underscores",
      { headers: ["X-ARR-ClientCert: !", underscores] },
      ["!"],
      refused("header_malformed"),
    ),
  ],
  escaped: [attack("an honest caller", honest, [escaped], refused("header_malformed"))],
  // Line ends inside a header's value: Node's parser takes the request for broken.
  folded: [attack("an honest caller", honest, "nothing", answered(400))],
  "multi-line": [attack("an honest caller", honest, "nothing", answered(400))],
  judging: [
    attack("expired", { presents: identityOf(expired) }, "nothing", answered(400)),
    attack("an honest caller", honest, [copy], admitted(name)),
  ],
  normalising: [attack("an honest caller", { ...honest, target: "//public/%2e%2e/orders" }, [copy], admitted(name))],
};

// Of nginx's own variables none holds the certificate as App Service writes it; see `nginx.ts` for what does it.
describeWith(["nginx", "curl"], "attacks through nginx", ({ nginx, curl }) => {
  let project: StagedProject;
  let stand: Stand<NginxKind>;

  beforeAll(async () => {
    project = await stageProject();
    const { startApp }: Pick<Demo, "startApp"> = await project.loadDemo();
    stand = await openStand({ proxy: NGINX, programs: { proxy: nginx, curl }, startApp, environment });
  });
  afterAll(async () => {
    await stand?.close();
    project?.remove();
  });

  it.each(NGINX.kinds.flatMap((kind) => ATTACKS[kind].map((row) => ({ kind, row }))))(
    "$kind: $row.name",
    ({ kind, row }) => checkAttack(stand, kind, row),
  );
});
