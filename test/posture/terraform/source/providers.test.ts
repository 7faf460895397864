import { describe, expect, it } from "vitest";
import { readTree, resourceIn } from "../parts.ts";

const APP = 'resource "azurerm_app" "x" {}\n';

function required(version: string, source = "hashicorp/azurerm"): string {
  return `terraform {\n  required_providers {\n    azurerm = {\n      source = "${source}"\n      version = "${version}"\n    }\n  }\n}\n`;
}

function lock(version: string): string {
  return `provider "registry.terraform.io/hashicorp/azurerm" {\n  version = "${version}"\n  constraints = "~> 3.0"\n  hashes = ["h1:x"]\n}\n`;
}

describe("the version of a provider", () => {
  it.each<[string, Readonly<Record<string, string>>, number | undefined, string]>([
    ["is not known", { "main.tf": APP }, undefined, "not known"],
    [
      "is in the lock file",
      { "main.tf": APP, ".terraform.lock.hcl": lock("4.14.0") },
      4,
      "4.14.0, .terraform.lock.hcl",
    ],
    [
      "is in the lock file before all else",
      { "main.tf": `${required("~> 3.0")}${APP}`, ".terraform.lock.hcl": lock("5.1.0") },
      5,
      "5.1.0, .terraform.lock.hcl",
    ],
    [
      "follows from a constraint",
      { "main.tf": APP, "versions.tf": required("~> 4.0") },
      4,
      "~> 4.0, required_providers",
    ],
    [
      "does not follow from an open one",
      { "main.tf": `${required(">= 3.0")}${APP}` },
      undefined,
      ">= 3.0, required_providers",
    ],
    [
      "follows from a range",
      { "main.tf": `${required(">= 3.0, < 4.0.0")}${APP}` },
      3,
      ">= 3.0, < 4.0.0, required_providers",
    ],
    [
      "may stand in an old form",
      { "main.tf": `terraform {\n  required_providers {\n    azurerm = "= 2.99.0"\n  }\n}\n${APP}` },
      2,
      "= 2.99.0, required_providers",
    ],
    [
      "may stand with the provider",
      { "main.tf": `provider "azurerm" {\n  version = "~> 1.44"\n  features {}\n}\n${APP}` },
      1,
      "~> 1.44, required_providers",
    ],
    [
      "of another provider says nothing",
      { "main.tf": `${required("~> 4.0", "hashicorp/azuread")}${APP}` },
      undefined,
      "not known",
    ],
    [
      "of another folder says nothing",
      { "a/main.tf": APP, ".terraform.lock.hcl": lock("4.14.0") },
      undefined,
      "not known",
    ],
  ])("%s", (_title, files, major, told) => {
    expect(resourceIn(readTree(files), "azurerm_app.x").provider).toEqual({ name: "azurerm", major, told });
  });

  it("of the root counts for the modules it calls, whose own constraints hold too", () => {
    const call = 'module "m" {\n  source = "./m"\n}\n';
    const m = `${required(">= 4.0")}${APP}`;
    const providerIn = (files: Readonly<Record<string, string>>): unknown =>
      resourceIn(readTree({ "m/main.tf": m, ...files }), "module.m.azurerm_app.x").provider;
    expect(providerIn({ "main.tf": call, ".terraform.lock.hcl": lock("4.2.0") })).toMatchObject({ major: 4 });
    expect(providerIn({ "main.tf": `${required("< 5.0")}${call}` })).toMatchObject({
      major: 4,
      told: "< 5.0, >= 4.0, required_providers",
    });
    expect(providerIn({ "main.tf": call, "m/.terraform.lock.hcl": lock("4.2.0") })).toMatchObject({ major: undefined });
  });
});
