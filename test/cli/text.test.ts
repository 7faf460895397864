import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitRemedy } from "../../src/cli/doctor/print-remedy.ts";
import { Page } from "../../src/cli/text/page.ts";
import { widthOf } from "../../src/cli/text/style.ts";
import { HARMLESS } from "./stage.ts";

describe("a page", () => {
  it("breaks words at its width, and lets them hang behind cells", () => {
    const page = new Page(20);
    page.prose(2, "one two three four five");
    page.row(1, [{ text: "ab", width: 4 }], "six seven eight nine");
    page.row(1, [{ text: "too long", width: 4 }], "ten");
    expect(page.toString()).toBe("  one two three four\n  five\n ab  six seven eight\n     nine\n too long ten\n");
  });

  it("leaves commands whole, and puts one empty line at most", () => {
    const page = new Page(10);
    page.gap();
    page.verbatim(2, "az webapp update --ids x");
    page.gap();
    page.gap();
    page.prose(0, "end");
    expect(page.toString()).toBe("  az webapp update --ids x\n\nend\n");
  });

  it("pads before it paints", () => {
    const page = new Page(40);
    page.row(0, [{ text: "a", width: 4, paint: (text) => `<${text}>` }], "b");
    expect(page.toString()).toBe("<a>   b\n");
  });

  it("never lets anything act, whatever is put in", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (one, other) => {
        const page = new Page(40);
        page.prose(2, one);
        page.verbatim(2, one);
        page.row(2, [{ text: one, width: 8 }], other);
        expect(page.toString().replaceAll("\n", "")).toMatch(HARMLESS);
      }),
    );
  });
});

describe("the width of text", () => {
  it.each([
    [undefined, 100],
    [80, 80],
    [300, 100],
    [10, 60],
  ])("of a terminal with %s columns is %s", (columns, width) => {
    expect(widthOf({ columns, write: () => undefined })).toBe(width);
  });
});

describe("a remedy", () => {
  it.each([
    ["az login", { command: "az login" }],
    ["Do this: az webapp show --name x", { prose: "Do this:", command: "az webapp show --name x" }],
    ['Add "/x: az y", or: az webapp config set', { prose: 'Add "/x: az y", or:', command: "az webapp config set" }],
    ["Ask Azure's support.", { prose: "Ask Azure's support." }],
    ["Assign one: az webapp identity assign (alike). Then wait.", undefined],
    ["Use `az webapp config access-restriction add` and `remove`.", undefined],
  ])("has its command apart only where that is all the rest: %s", (remedy, parts) => {
    expect(splitRemedy(remedy)).toEqual(parts ?? { prose: remedy });
  });
});
