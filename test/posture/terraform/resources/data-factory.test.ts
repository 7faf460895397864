import { describe, expect, it } from "vitest";
import { toScanned } from "../../../../src/posture/terraform/resources/to-scanned.ts";
import { AZAPI, type Members, resource, untold } from "./parts.ts";

function subjectOf(type: string, members: Members) {
  return toScanned(resource(type, members, type.startsWith("azapi") ? { provider: AZAPI } : {}))?.subject;
}

describe("azurerm_data_factory_linked_service_web", () => {
  it.each(["Anonymous", "Basic", "ClientCertificate"])("%s, and it cannot send a certificate", (authentication) => {
    expect(subjectOf("azurerm_data_factory_linked_service_web", { authentication_type: authentication })).toMatchObject(
      {
        kind: "linked-service",
        serviceType: { value: "Web" },
        authenticationType: { value: authentication, origin: { at: { line: 3 } } },
        canExpressCertificate: false,
      },
    );
  });
});

describe("azurerm_data_factory_linked_custom_service", () => {
  const TYPE = "azurerm_data_factory_linked_custom_service";
  const json = (properties: Members) => JSON.stringify(properties);

  it.each(["Web", "HttpServer", "web"])("of type %s is judged by its JSON", (type) => {
    const found = subjectOf(TYPE, { type, type_properties_json: json({ authenticationType: "ClientCertificate" }) });
    expect(found).toMatchObject({
      kind: "linked-service",
      serviceType: { value: type },
      authenticationType: { value: "ClientCertificate" },
      canExpressCertificate: true,
    });
  });

  it("of other types is none of ours, and of an unknown one may be", () => {
    expect(subjectOf(TYPE, { type: "AzureBlobStorage", type_properties_json: "{}" })).toBeUndefined();
    expect(subjectOf(TYPE, { type: untold("var.type"), type_properties_json: "{}" })).toMatchObject({
      serviceType: { kind: "unresolved" },
    });
  });

  it.each([
    ["a text that is no JSON", "{", "unresolved"],
    ["an expression", untold("file(...)"), "unresolved"],
    ["a member that is unknown", { authenticationType: untold("var.auth") }, "unresolved"],
    ["no such member", "{}", "absent"],
    ["another case", json({ AuthenticationType: "Basic" }), "value"],
  ])("%s", (_title, text, kind) => {
    const found = subjectOf(TYPE, { type: "Web", type_properties_json: text });
    expect(found).toMatchObject({ authenticationType: { kind } });
  });
});

describe("Microsoft.DataFactory/factories/linkedservices", () => {
  const read = (properties: unknown) =>
    subjectOf("azapi_resource", {
      type: "Microsoft.DataFactory/factories/linkedservices@2018-06-01",
      body: { properties },
    });

  it("is judged where its type is Web or HttpServer", () => {
    const typeProperties = { authenticationType: "Basic" };
    expect(read({ type: "HttpServer", typeProperties })).toMatchObject({
      kind: "linked-service",
      serviceType: { value: "HttpServer" },
      authenticationType: { value: "Basic" },
      canExpressCertificate: true,
    });
    expect(read({ type: "AzureSqlDatabase", typeProperties })).toBeUndefined();
    expect(read(untold("local.properties"))).toMatchObject({ authenticationType: { kind: "unresolved" } });
  });
});
