import { describe, expect, it } from "vitest";
import { readTerraformSource } from "../../../../src/posture/terraform/read-source.ts";
import { addressesOf, readTree, tools } from "../parts.ts";

const APP = 'variable "on" {}\nresource "azurerm_app" "x" {\n  on = var.on\n}\n';

describe("what is told", () => {
  it("are unreadable places, which hide nothing", () => {
    const reading = readTree({
      "a.tf": "}}}\n",
      "b.tf.json": "{",
      "c.tf.json": "[".repeat(5000),
      "d.tf": APP,
      "e.txt": "}}}",
    });
    expect([...new Set(reading.unreadable.map(({ file }) => file))]).toEqual(["a.tf", "b.tf.json", "c.tf.json"]);
    expect(addressesOf(reading)).toEqual(["azurerm_app.x"]);
  });

  it("is only what is asked for", () => {
    const files = [{ path: "main.tf", text: '\ufeffresource "a_b" "x" {}\nresource "c_d" "y" {}\n' }];
    expect(addressesOf(readTerraformSource(files, tools, { isJudged: (type) => type === "c_d" }))).toEqual(["c_d.y"]);
  });
});
