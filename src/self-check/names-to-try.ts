import { parseExclusionPaths } from "../posture/facts/exclusion-paths.ts";
import type { HostSettings } from "../posture/facts/host-settings.ts";
import { type Environment, variable } from "./host/environment.ts";
import { toHostKey } from "./host-name.ts";

/** Where the app is reached from outside. */
export interface PublicHost {
  readonly host: string;
  readonly port: number;
}

/** One name to probe, and what is known of it. */
export interface NameToTry extends PublicHost {
  /** Id of the record that the name belongs to. Undefined: of none that is known. */
  readonly recordId: string | undefined;
  /** What is to be tried under it. Undefined: Resource Manager did not tell. */
  readonly exclusionPaths: readonly string[] | undefined;
  /** The name that the front end has to call the host by: it is the record's default name. Absent: it may be any of the app's. */
  readonly expectedHost?: string;
  /** Absent: it is reached from outside too, over TLS and over plain HTTP. */
  readonly inside?: InsideDoor;
}

/** One way by which only the neighbours of the app reach it. */
export interface InsideDoor {
  readonly over: "tls" | "plain-http";
  /** The name to ask for in TLS, and to which plain HTTP may lead. Undefined: none is known. */
  readonly serverName: string | undefined;
}

/** The written name, the site's own and those of a few slots: after a swap one of them leads here. */
const MOST_NAMES = 4;

/**
 * The names to probe, in that order: the one that was written, the one that the platform gave this process, and the
 * default names that Resource Manager tells. None is composed, and none stands twice.
 *
 * A name of a record is tried with the exclusion paths of that record, since no other's work there; one that no record
 * has, such as that of a swapped slot, with those of all.
 *
 * @param records Undefined: Resource Manager could not be heard.
 */
export function namesToTry(
  written: PublicHost | undefined,
  environment: Environment,
  records: readonly HostSettings[] | undefined,
): readonly NameToTry[] {
  const given = variable(environment, "WEBSITE_HOSTNAME")?.split(":", 1)[0] ?? "";
  const own = [...(written === undefined ? [] : [written]), ...(given === "" ? [] : [atHttps(given)])];
  const others = (records ?? []).flatMap(defaultNameOf).map(atHttps);
  const names = new Map<string, NameToTry>();
  for (const { host, port } of [...own, ...others]) {
    const key = toHostKey(host);
    // Another port is another door.
    const door = `${key}:${port}`;
    if (names.has(door)) continue;
    const owner = records?.find((record) => namesOf(record).includes(key));
    const exclusionPaths = owner === undefined ? pathsOfAll(records) : pathsOf(owner);
    const isDefaultName = owner !== undefined && defaultNameOf(owner).map(toHostKey).includes(key);
    const expected = isDefaultName ? { expectedHost: key } : {};
    names.set(door, { host: key, port, recordId: owner?.id, exclusionPaths, ...expected });
  }
  return Object.freeze([...names.values()].slice(0, MOST_NAMES));
}

/** Every name that the front end may write into `WAS-DEFAULT-HOSTNAME`. */
export function namesOfAll(records: readonly HostSettings[] | undefined): readonly string[] {
  return (records ?? []).flatMap(namesOf);
}

function atHttps(host: string): PublicHost {
  return { host, port: 443 };
}

function namesOf(record: HostSettings): readonly string[] {
  return record.kind === "container-app" ? [] : [...defaultNameOf(record), ...record.hostNames].map(toHostKey);
}

function defaultNameOf(record: HostSettings): readonly string[] {
  return record.kind !== "container-app" && record.defaultHostName.kind === "value"
    ? [record.defaultHostName.value]
    : [];
}

function pathsOf(record: HostSettings): readonly string[] | undefined {
  if (record.kind === "container-app") return [];
  const setting = record.clientCertExclusionPaths;
  if (setting.kind === "unresolved") return undefined;
  return setting.kind === "value" ? parseExclusionPaths(setting.value) : [];
}

function pathsOfAll(records: readonly HostSettings[] | undefined): readonly string[] | undefined {
  if (records === undefined) return undefined;
  const lists = records.map(pathsOf);
  return lists.includes(undefined) ? undefined : [...new Set(lists.flatMap((list) => list ?? []))];
}
