import { describe, expect, it, vi } from "vitest";
import { readHcl } from "../../../../src/posture/terraform/syntax/read-hcl.ts";
import type { Parser, Tree } from "../../../../src/posture/terraform/syntax/tree-sitter.ts";
import { tools } from "../parts.ts";

interface Spent {
  /** Characters that were given to the parser. */
  readonly parsed: number;
  /** Nodes that were made. */
  readonly nodes: number;
  /** Trees that were not given back. */
  readonly kept: number;
}

/** Counts what reading a text takes. */
function spend(text: string, isWanted = true): Spent {
  let [parsed, kept, nodes] = [0, 0, 0];
  const parse = (given: string): Tree | null => {
    const tree = tools.parser.parse(given);
    parsed += given.length;
    if (tree === null) return tree;
    kept += 1;
    vi.spyOn(tree, "delete").mockImplementationOnce(() => {
      kept -= 1;
      vi.restoreAllMocks();
      tree.delete();
    });
    return tree;
  };
  const probe = tools.parser.parse("");
  const prototype: object = Object.getPrototypeOf(probe?.rootNode);
  probe?.delete();
  const before = Object.getOwnPropertyDescriptor(prototype, "namedChildren");
  if (before?.get === undefined) throw new Error("nodes have no children to be counted");
  const { get } = before;
  Object.defineProperty(prototype, "namedChildren", {
    configurable: true,
    get(this: object): unknown {
      const made: unknown[] = get.call(this);
      nodes += made.length;
      return made;
    },
  });
  try {
    const parser = { ...tools.parser, parse, setLanguage: () => undefined } satisfies Parser;
    readHcl("main.tf", text, { parser }, () => isWanted);
  } finally {
    Object.defineProperty(prototype, "namedChildren", before);
  }
  return { parsed, nodes, kept };
}

const BLOCK = 'resource "a" "b" {\n  # c\n  x = "a ${f([1, { a = 2 }])} b"\n  y { z = 1 }\n}\n';

describe("what reading costs", () => {
  it.each<[string, string]>([
    ["blocks", BLOCK],
    ["damaged blocks", 'resource "a" "b" {\n  x = (1\n}\n'],
    ["open blocks", 'resource "a" "b" {\n'],
    ["comments", "# a\n"],
    ["keys", `x = "${"A".repeat(80)}"\n`],
    ["open quotation marks", 'x = "\n'],
    ["braces", "}"],
  ])("grows with the number of %s and not faster", (_title, part) => {
    const [some, more] = [spend(part.repeat(200)), spend(part.repeat(800))];
    expect(more.nodes).toBeLessThanOrEqual(4.2 * some.nodes + 50);
    expect(more.parsed).toBeLessThanOrEqual(2 * 800 * part.length);
    expect([some.kept, more.kept]).toEqual([0, 0]);
  });

  it("is little for blocks that nobody wants", () => {
    const [all, none] = [spend(BLOCK.repeat(100)), spend(BLOCK.repeat(100), false)];
    expect(none.nodes).toBeLessThan(all.nodes / 3);
  });
});
