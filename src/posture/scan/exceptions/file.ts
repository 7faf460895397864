import { excerpt } from "../../facts/excerpt.ts";
import type { Position } from "../../facts/origin.ts";
import type { Unreadable } from "../model.ts";
import type { NamedText } from "../options.ts";
import type { Exception, ExceptionReading } from "./exception.ts";
import type { JsonNode, ReadJson } from "./json-nodes.ts";
import { knownRules, problemsOf, type Words } from "./words.ts";

/**
 * A file of exceptions, JSON with comments: a list of `{ "rules": [...], "address", "path", "reason", "until", "owner" }`.
 * An entry is meant for an address, for a path (as `matchesPath` has it), or for an address in a path.
 */
export function readExceptionFile({ path, text }: NamedText, readJson: ReadJson): ExceptionReading {
  const { root, problems: syntax, placeOf } = readJson(path, text);
  if (syntax.length > 0 || root === undefined) return { exceptions: [], problems: syntax };
  const top = placeOf(root);
  if (root.type !== "array") return { exceptions: [], problems: [told(top, "A file of exceptions is a list.")] };
  const exceptions: Exception[] = [];
  const problems: Unreadable[] = [];
  for (const node of root.children ?? []) {
    const position = placeOf(node);
    const entry = readEntry(node, position);
    if ("problems" in entry) problems.push(...entry.problems.map((problem) => told(position, problem)));
    else exceptions.push(entry);
  }
  return { exceptions, problems };
}

const MEMBERS: readonly string[] = ["rules", "address", "path", "reason", "until", "owner"];

function readEntry(node: JsonNode, position: Position): Exception | { readonly problems: readonly string[] } {
  if (node.type !== "object") return { problems: ["An exception is an object."] };
  const members = new Map<string, JsonNode>();
  const problems: string[] = [];
  for (const { children: [key, value] = [] } of node.children ?? []) {
    const name = String(key?.value);
    if (!MEMBERS.includes(name)) problems.push(`An exception has no ${excerpt(name)}: it has ${MEMBERS.join(", ")}.`);
    else if (members.has(name)) problems.push(`${name} is there twice.`);
    else if (value !== undefined) members.set(name, value);
  }
  const text = (name: string): string | undefined => {
    const member = members.get(name);
    if (member === undefined) return undefined;
    if (member.type !== "string" || String(member.value).trim() === "") problems.push(`${name} is no text.`);
    return String(member.value);
  };
  const words: Words = {
    rules: rulesIn(members.get("rules"), problems),
    reason: text("reason"),
    until: text("until"),
    owner: text("owner"),
  };
  const [address, path] = [text("address"), text("path")];
  if (address === undefined && path === undefined) problems.push("An exception names an address, a path, or both.");
  problems.push(...problemsOf(words));
  if (problems.length > 0) return { problems };
  const { reason = "", until, owner } = words;
  const meant = { by: "name", address, path } as const;
  return { kind: "file", rules: knownRules(words.rules), position, reason, owner, until, meant };
}

function rulesIn(node: JsonNode | undefined, problems: string[]): readonly string[] {
  if (node === undefined) return [];
  const items = node.type === "array" ? (node.children ?? []) : [];
  if (node.type !== "array" || items.some(({ type }) => type !== "string")) problems.push("rules is no list of texts.");
  return items.map(({ value }) => String(value));
}

function told(position: Position, problem: string): Unreadable {
  return { file: position.file, position, problem };
}
