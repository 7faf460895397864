import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { majorOf } from "../../../../src/posture/terraform/plan/provider-versions.ts";
import {
  mergePlanAndSource,
  modulesOutsidePlan,
  withoutInstances,
  withSourcePositions,
} from "../../../../src/posture/terraform/plan/source-positions.ts";
import { toScanned } from "../../../../src/posture/terraform/resources/to-scanned.ts";
import { readTree } from "../parts.ts";
import { planOf, read } from "./parts.ts";

const TEXT = `resource "azurerm_linux_web_app" "orders" {
  for_each                   = var.apps
  name                       = each.key
  client_certificate_enabled = each.value.on
  site_config {
    minimum_tls_version = "1.2"
  }
}
`;
const ADDRESS = 'azurerm_linux_web_app.orders["a.b[0]"]';
const VALUES = {
  name: "a",
  client_certificate_enabled: true,
  client_certificate_mode: "Required",
  site_config: [{ minimum_tls_version: "1.2", http2_enabled: false }],
};

describe("a plan at the places of its source", () => {
  const source = readTree({
    "main.tf": TEXT,
    ".terraform.lock.hcl": 'provider "registry.terraform.io/hashicorp/azurerm" {\n  version = "5.1.0"\n}\n',
  });
  const planned = read(planOf([{ address: ADDRESS, values: VALUES }])).resources;

  it("has the plan's values and the source's places", () => {
    const [input] = withSourcePositions(planned, source.resources);
    expect(input).toMatchObject({
      address: ADDRESS,
      from: "plan",
      position: { file: "main.tf", line: 1 },
      extent: { endLine: 8 },
    });
    const body = input?.body;
    expect(body?.attribute("client_certificate_enabled")).toMatchObject({
      value: true,
      origin: { at: { file: "main.tf", line: 4 } },
    });
    // What the provider filled in is written nowhere, so it stands where the block does.
    expect(body?.attribute("client_certificate_mode")).toMatchObject({
      value: "Required",
      origin: { at: { file: "main.tf", line: 1 } },
    });
    const blocks = body?.blocks("site_config");
    const config = blocks?.kind === "known" ? blocks.bodies[0] : undefined;
    expect(config?.position).toMatchObject({ file: "main.tf", line: 5 });
    expect(config?.attribute("minimum_tls_version").origin?.at).toMatchObject({ line: 6 });
    expect(config?.attribute("http2_enabled").origin?.at).toMatchObject({ line: 5 });
    expect(body?.attribute("nothing")).toEqual({ kind: "absent" });
  });

  it("takes the version from the lock file where the plan has none", () => {
    expect(withSourcePositions(planned, source.resources)[0]?.provider).toMatchObject({ major: 5 });
    const told = read(planOf([{ address: ADDRESS }], "~> 4.0")).resources;
    expect(withSourcePositions(told, source.resources)[0]?.provider).toMatchObject({ major: 4 });
  });

  it("each resource is judged once, by the plan", () => {
    const both = mergePlanAndSource(planned, source.resources);
    expect(both.map(({ address, from }) => [address, from])).toEqual([[ADDRESS, "plan"]]);
    expect(toScanned(both[0] as (typeof both)[number])?.subject).toMatchObject({ clientCertEnabled: { value: true } });
  });

  it("all instances of one resource take its place, and resources of the source alone stay", () => {
    const other = readTree({ "main.tf": `${TEXT}resource "azurerm_linux_web_app" "more" {}\n` });
    const two = read(
      planOf([
        { address: ADDRESS },
        { address: "azurerm_linux_web_app.orders[1]" },
        { address: "azurerm_linux_web_app.gone" },
      ]),
    ).resources;
    const both = mergePlanAndSource(two, other.resources);
    expect(both.map(({ address, position }) => [address, position.file, position.line])).toEqual([
      [ADDRESS, "main.tf", 1],
      ["azurerm_linux_web_app.orders[1]", "main.tf", 1],
      ["azurerm_linux_web_app.gone", "plan.json", 1],
      ["azurerm_linux_web_app.more", "main.tf", 9],
    ]);
  });

  it("modules count without their instances", () => {
    const { resources } = readTree({
      "main.tf": 'module "web" {\n  source = "./web"\n}\n',
      "web/main.tf": 'resource "azurerm_linux_web_app" "a" {}\n',
    });
    const inputs = read(planOf([{ address: 'module.web["eu"].azurerm_linux_web_app.a[0]' }])).resources;
    expect(withSourcePositions(inputs, resources)[0]?.position).toMatchObject({ file: "web/main.tf", line: 1 });
  });

  it("of two roots alike the one beside the plan is meant, else neither", () => {
    const text = 'resource "azurerm_linux_web_app" "a" {}\n';
    const { resources } = readTree({ "one/main.tf": text, "two/main.tf": text });
    const plan = planOf([{ address: "azurerm_linux_web_app.a" }]);
    const beside = mergePlanAndSource(read(plan, "two/plan.json").resources, resources);
    expect(beside.map(({ position }) => position.file)).toEqual(["two/main.tf", "one/main.tf"]);
    const elsewhere = mergePlanAndSource(read(plan).resources, resources);
    expect(elsewhere.map(({ position }) => position.file)).toEqual(["plan.json", "one/main.tf", "two/main.tf"]);
  });
});

describe("modules that are not here", () => {
  it("are told by the plan, where it sees into them", () => {
    const calls = ["module.a", "module.a.module.b", "module.c"].map((address) => ({ address }));
    const { resources } = read(planOf([{ address: 'module.a["x"].module.b[0].azurerm_linux_web_app.w' }]));
    expect(modulesOutsidePlan(calls, resources)).toEqual([{ address: "module.c" }]);
    expect(modulesOutsidePlan(calls, [])).toEqual(calls);
  });
});

describe("addresses and versions", () => {
  it("instances of any name are left out", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (key, index) => {
        const address = `module.m[${JSON.stringify(key)}].azurerm_linux_web_app.a[${index}]`;
        expect(withoutInstances(address)).toBe("module.m.azurerm_linux_web_app.a");
      }),
    );
  });

  it.each([
    ["4.14.0", 4],
    ["= 4.14.0", 4],
    ["~> 4.0", 4],
    ["~> 4", 4],
    ["~>3.116", 3],
    [">= 3.0, < 4.0", 3],
    [">= 3.0.0, < 4.0.0", 3],
    [">= 4.1, < 5", 4],
    [">= 4.1, <= 4.9", 4],
    [">= 4.0, < 4.1", 4],
    ["> 2.0, < 4.1", undefined],
    [">= 4.0", undefined],
    ["< 5.0", undefined],
    ["!= 4.1.0", undefined],
    ["~> 4.0, ~> 5.0", undefined],
    ["", undefined],
    ["nonsense", undefined],
  ])("%j allows major version %s", (constraint, major) => {
    expect(majorOf(constraint)).toBe(major);
  });
});
