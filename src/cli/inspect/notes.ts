import type { FrontEndSettings } from "../../header/source.ts";
import { headerNameOf } from "./arrival.ts";
import type { Configuration } from "./configuration.ts";
import type { InspectOptions } from "./options.ts";
import type { Recognised } from "./recognise.ts";
import type { JudgementReport } from "./report.ts";

export interface Noted {
  readonly input: Recognised;
  readonly configuration: Configuration | undefined;
  readonly frontEnd: FrontEndSettings | undefined;
  readonly judgements: readonly JudgementReport[];
  readonly options: Pick<InspectOptions, "verdict" | "at">;
}

/** What to know about a report, in whole sentences. */
export function notesOf({ input, configuration, frontEnd, judgements, options }: Noted): readonly string[] {
  if (configuration === undefined) return options.verdict ? [UNCONFIGURED] : [];
  const notes = [CODE_UNSEEN];
  if (judgements.length === 0 || frontEnd === undefined) return notes;
  const isHeaderJudged = judgements.some(({ checks }) =>
    checks.some(({ check, status }) => check === "header" && status !== "not-needed"),
  );
  if (!isHeaderJudged) notes.push(input.kind === "encoded" ? BARE : otherForm(frontEnd));
  if (isHeaderJudged) notes.push(PEER_UNSEEN);
  if (isHeaderJudged && frontEnd.name === "application-gateway" && input.kind === "value") notes.push(GATEWAY);
  if (configuration.settings?.enforce === "report") notes.push(REPORT);
  if (judgements.length > 1) notes.push(SEVERAL);
  return notes;
}

const UNCONFIGURED = "No verdict: no CLIENT_CERT_* variable says whom to trust.";
const CODE_UNSEEN = "Only variables are seen here. What the app's code passes to the guard takes their place.";
const BARE = "The input is a bare certificate, so how it arrives in a request was not judged.";
const PEER_UNSEEN = "Who wrote the header cannot be seen here: that is a question about the host.";
const GATEWAY = "The gateway's own verdict, in the other header, is taken to be SUCCESS.";
const REPORT =
  "CLIENT_CERT_ENFORCE is report: until its end date the guard lets everyone through and only tells of it.";
const SEVERAL = "Several callers are in the input, and each was judged alone.";

function otherForm(frontEnd: FrontEndSettings): string {
  const header = headerNameOf(frontEnd);
  const how = header === undefined ? "takes the certificate from the connection" : `reads ${header} in another form`;
  return `The front end that is configured (${frontEnd.name}) ${how}, so how it arrives was not judged.`;
}
