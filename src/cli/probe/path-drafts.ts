import { compileExclusions } from "../../posture/facts/exclusion-paths.ts";
import { exclusionPrefixes, spellingsOf } from "../../self-check/probe/spellings.ts";
import { forgeryOf } from "./forged-lines.ts";
import type { ProbeOptions } from "./options.ts";
import type { Draft } from "./plan-attempts.ts";
import type { Strangers } from "./strangers.ts";

/** What is tried under the paths that ask less. */
export function draftsOfPaths(options: ProbeOptions, strangers: Strangers): readonly Draft[] {
  return [...openDrafts(options, strangers), ...excludedDrafts(options, strangers)];
}

/** An open path serves callers with any certificate at all; dot segments must not lead from it to what is protected. */
function openDrafts({ openPaths, exclusionPaths, path }: ProbeOptions, strangers: Strangers): readonly Draft[] {
  const group = "Open paths";
  const identity = strangers.selfSigned;
  const exclusions = compileExclusions(exclusionPaths);
  return openPaths.flatMap((entry, index): readonly Draft[] => {
    const target = entry.replace(/\/\*$/, "/azure-client-cert-probe");
    const behind = `${target.replace(/\/$/, "")}/%2e%2e${path}`;
    const id = `open-${index + 1}`;
    const without = { id: `${id}-no-certificate`, group, title: `${target}, nothing`, shot: { path: target } };
    return [
      { id, group, title: `${target}, self-signed`, identity, shot: { path: target } },
      // Under an exclusion path that is asked below, in all its spellings.
      ...(exclusions.covers(target) ? [] : [without]),
      { id: `${id}-dot-segments`, group, title: `${behind}, self-signed`, identity, shot: { path: behind } },
    ];
  });
}

function excludedDrafts(options: ProbeOptions, strangers: Strangers): readonly Draft[] {
  const { forged, line } = forgeryOf(options, strangers);
  return exclusionPrefixes(options.exclusionPaths).flatMap((prefix, index) =>
    spellingsOf(prefix, options.path).map(({ name, path }): Draft => {
      const id = `excluded-${index + 1}-${name.replaceAll(" ", "-")}`;
      return { id, group: "Exclusion paths", title: path, forged, shot: { path, headers: [line] } };
    }),
  );
}
