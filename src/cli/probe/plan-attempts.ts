import { compileOpenPaths } from "../../guard/open-paths.ts";
import { compileExclusions } from "../../posture/facts/exclusion-paths.ts";
import type { Shot } from "../../self-check/probe/shot.ts";
import type { Attempt } from "./attempt.ts";
import type { ProbeOptions } from "./options.ts";
import { draftsOfPaths } from "./path-drafts.ts";
import { draftsOfProtectedPath } from "./protected-drafts.ts";
import type { Strangers } from "./strangers.ts";

/** An attempt as far as it differs from the usual one: a GET over HTTP/1.1 of the protected path, by a stranger. */
export type Draft = Pick<Attempt, "id" | "group" | "title"> &
  Partial<Pick<Attempt, "identity" | "bodyLength" | "role" | "forged">> & { readonly shot?: Partial<Shot> };

/** Every request of a run, in the order in which it is sent. */
export function planAttempts(options: ProbeOptions, strangers: Strangers): readonly Attempt[] {
  const { host, port, path, openPaths, exclusionPaths } = options;
  const isOpen = compileOpenPaths(openPaths);
  const exclusions = compileExclusions(exclusionPaths);
  const usual: Shot = { ...USUAL, host, port, path };
  const drafts = [...draftsOfProtectedPath(options, strangers), ...draftsOfPaths(options, strangers)];
  return drafts.map((draft): Attempt => {
    const shot: Shot = { ...usual, ...draft.shot, presentsCertificate: draft.identity !== undefined };
    return {
      identity: undefined,
      bodyLength: 0,
      role: "stranger",
      forged: "none",
      ...draft,
      shot,
      isExcluded: exclusions.covers(shot.path),
      isOpen: isOpen(shot.path),
    };
  });
}

const USUAL = {
  kind: "no-certificate",
  variant: "",
  scheme: "https",
  httpVersion: "1.1",
  tls: "any",
  presentsCertificate: false,
  headers: [],
  nonce: "",
} as const;
