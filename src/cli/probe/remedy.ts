import type { ProbedFrontEnd } from "../../self-check/probe/certificate-header.ts";
import { REASONS } from "./reasons.ts";
import type { ResultReport } from "./report.ts";

/** The one thing to do first, for the worst that was found. */
export function remedyOf(results: readonly ResultReport[], frontEnd: ProbedFrontEnd): string | null {
  const reasons = new Set(results.filter(({ status }) => status !== "pass").map(({ reason }) => reason));
  const first = REMEDIES.find(([reason]) => reasons.has(reason));
  return first === undefined ? null : first[1][frontEnd];
}

type Remedy = readonly [reason: string, text: Readonly<Record<ProbedFrontEnd, string>>];

function same(reason: string, text: string): Remedy {
  return [reason, { "app-service": text, "container-apps": text }];
}

const WITH_CALLER = "Run it again with --cert and --key of a caller that the app admits.";

/** The worst first. */
const REMEDIES: readonly Remedy[] = [
  [
    REASONS.noDemand,
    {
      "app-service":
        "Demand certificates: az webapp update --name <site> --resource-group <group> " +
        "--set clientCertEnabled=true clientCertMode=Required",
      "container-apps": "Set the ingress's clientCertificateMode to require.",
    },
  ],
  same(REASONS.servedByHeader, "Stop the app until it is known who writes the certificate header."),
  same(REASONS.served, "Put the guard before every route that is not open."),
  same(REASONS.servedExcluded, "Take the exclusion path away, or put the guard before what lies behind it."),
  [
    REASONS.plainHttp,
    {
      "app-service": "Allow https alone: az webapp update --name <site> --resource-group <group> --https-only true",
      "container-apps": "Set the ingress's allowInsecure to false.",
    },
  ],
  same(REASONS.callerUnavailable, "Ask azure-client-cert doctor what the host lacks."),
  same(REASONS.headerOfNobody, WITH_CALLER),
  same(REASONS.whose403, WITH_CALLER),
  same(REASONS.notSent, "See that the host is there, and that its certificate is trusted; --ca names other roots."),
];
