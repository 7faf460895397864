import { type Body, siteId } from "../helpers/azure/bodies.ts";
import type { Azure } from "../helpers/azure/create-azure.ts";
import { type Effect, html, redirect, respelled, status, throttled } from "../helpers/azure/faults.ts";

/** What the platform may be like when the app asks about itself, and what is to come of it. */
export interface PlatformState {
  readonly title: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Milliseconds of one attempt of an outgoing call, where one takes that long. */
  readonly attempt?: number;
  prepare(azure: Azure): void | Promise<void>;
  readonly expected: {
    readonly because: "authenticity_unproven" | "not_demanded" | "demand_unknown";
    /** Code; absent: everybody could be asked. */
    readonly failure?: string;
    /** Absent: nothing is to be done. */
    readonly remedy?: RegExp;
    /** To a good certificate; absent: 200 where it serves, else 503. */
    readonly answer?: 403;
  };
}

const NOTHING = (): void => undefined;
const SHORT = 100;
const site =
  (properties: Body) =>
  ({ estate }: Azure): void => {
    Object.assign(estate.site?.["properties"] as Body, properties);
  };

const fault =
  (server: keyof Azure["faults"]) =>
  (effect: Effect, path = /^/) =>
  ({ faults }: Azure): void => {
    faults[server].push({ effect, path });
  };

const identity = fault("identity");
const resourceManager = fault("resourceManager");
const change = (edit: (body: Body) => unknown): Effect => ({ kind: "change", change: edit });
const withoutProperties = ({ properties: _gone, ...rest }: Body): Body => rest;
const answer = (body: unknown): Effect => ({ kind: "answer", status: 200, body });

const serves = { because: "authenticity_unproven" } as const;
const no = (remedy: RegExp) => ({ because: "not_demanded", remedy }) as const;
const unknown = (remedy: RegExp) => ({ because: "demand_unknown", remedy }) as const;
const fails = (failure: string, remedy: RegExp) => ({ because: "demand_unknown", failure, remedy }) as const;

const REQUIRE = /^az webapp update --ids \S+ --set clientCertEnabled=true clientCertMode=Required$/;
const UNEXCLUDE = /^az webapp update --ids \S+ --set clientCertExclusionPaths=/;
const NETWORK = /AzureResourceManager/;
const OTHERS_ANSWER = /something between the app and Azure/;

/** The properties of Azure's own example of a site (azure-rest-api-specs, GetSite), that a new site has as well. */
const OFFICIAL_EXAMPLE = { kind: "app", clientCertEnabled: false, clientCertMode: "Required", httpsOnly: false };

const WHAT_IT_SAYS: readonly PlatformState[] = [
  { title: "on and Required", prepare: NOTHING, expected: serves },
  { title: "Azure's own example: off and Required", prepare: site(OFFICIAL_EXAMPLE), expected: no(REQUIRE) },
  { title: "on and Optional", prepare: site({ clientCertMode: "Optional" }), expected: no(REQUIRE) },
  {
    title: "on and OptionalInteractiveUser",
    prepare: site({ clientCertMode: "OptionalInteractiveUser" }),
    expected: no(REQUIRE),
  },
  { title: "plain HTTP let in", prepare: site({ httpsOnly: false }), expected: no(/--https-only true$/) },
  {
    title: "an exclusion path over what the app leaves open",
    prepare: site({ clientCertExclusionPaths: "/public" }),
    expected: serves,
  },
  {
    title: "an exclusion path over a protected path, not this one",
    prepare: site({ clientCertExclusionPaths: "/public;/api" }),
    expected: no(UNEXCLUDE),
  },
  {
    title: "an exclusion path over this protected path",
    prepare: site({ clientCertExclusionPaths: "/orders" }),
    expected: { ...no(UNEXCLUDE), answer: 403 },
  },
  {
    title: "everything excluded",
    prepare: site({ clientCertExclusionPaths: "/" }),
    expected: { ...no(UNEXCLUDE), answer: 403 },
  },
  {
    title: "a slot that asks nobody",
    prepare: ({ estate }) => {
      Object.assign(estate.slots[0]?.["properties"] as Body, { clientCertEnabled: false });
    },
    expected: no(/^az .*staging.*"clientCertEnabled":true,"clientCertMode":"Required"/),
  },
  {
    title: "all three null, as on Azure Arc",
    prepare: site({ clientCertEnabled: null, clientCertMode: null, httpsOnly: null }),
    expected: unknown(REQUIRE),
  },
  { title: "a mode that nobody knows", prepare: site({ clientCertMode: "Sometimes" }), expected: no(REQUIRE) },
  { title: 'the text "true"', prepare: site({ clientCertEnabled: "true" }), expected: unknown(REQUIRE) },
  {
    title: "exclusion end points, which nobody explains",
    prepare: site({ clientCertExclusionEndPoints: "/hooks" }),
    expected: unknown(/clientCertExclusionEndPoints|support/),
  },
  { title: "ids in small letters", prepare: resourceManager(respelled("toLowerCase")), expected: serves },
  { title: "ids in capital letters", prepare: resourceManager(respelled("toUpperCase")), expected: serves },
  { title: "config/web not to be had, nor asked for", prepare: resourceManager(status(403), /web$/), expected: serves },
];

const WHO_IT_IS: readonly PlatformState[] = [
  {
    title: "no identity",
    prepare: ({ environment }) => {
      delete environment["IDENTITY_ENDPOINT"];
    },
    expected: fails("identity_missing", /AZURE_CLIENT_ID/),
  },
  {
    title: "an identity endpoint out in the world",
    prepare: ({ environment }) => {
      environment["IDENTITY_ENDPOINT"] = "http://203.0.113.7/MSI/token/";
    },
    expected: fails("identity_endpoint_rejected", /Remove IDENTITY_ENDPOINT/),
  },
  {
    title: "an identity endpoint that is dead",
    prepare: (azure) => azure.refuse("identity"),
    expected: fails("identity_unreachable", /tried again by itself/),
  },
  {
    title: "an identity endpoint that is silent",
    attempt: SHORT,
    prepare: identity({ kind: "silent" }),
    expected: fails("identity_unreachable", /tried again by itself/),
  },
  {
    title: "no system-assigned identity",
    prepare: ({ estate }) => {
      estate.identity.systemAssigned = false;
    },
    expected: fails("identity_refused", /Set AZURE_CLIENT_ID/),
  },
  {
    title: "the identity of another app",
    environment: { AZURE_CLIENT_ID: "33333333-aaaa-bbbb-cccc-333333333333" },
    prepare: NOTHING,
    expected: fails("identity_refused", /every slot/),
  },
  {
    title: "a secret that is no longer right",
    prepare: (azure) => azure.rotateSecret({ inEnvironment: false }),
    expected: fails("identity_refused", /Set AZURE_CLIENT_ID/),
  },
  {
    title: "a token that has expired",
    prepare: ({ estate }) => {
      estate.identity.lifetime = -60;
    },
    expected: fails("identity_answer_invalid", /clock of this machine/),
  },
  {
    title: "an identity endpoint that talks nonsense",
    prepare: identity({ kind: "garbage" }),
    expected: fails("identity_answer_invalid", /Restart/),
  },
  {
    title: "nobody tells which resource it is",
    environment: { WEBSITE_OWNER_NAME: "?" },
    prepare: NOTHING,
    expected: fails("resource_unknown", /CLIENT_CERT_HOST_RESOURCE_ID/),
  },
];

const HOW_IT_ANSWERS: readonly PlatformState[] = [
  {
    title: "no role",
    prepare: ({ estate }) => {
      estate.hasRole = false;
    },
    expected: fails("resource_manager_forbidden", /^az role assignment create --assignee-object-id 22222222-.*Reader/),
  },
  {
    title: "a token that is not accepted",
    prepare: resourceManager(status(401, "InvalidAuthenticationToken")),
    expected: fails("resource_manager_unauthorized", /tenant/),
  },
  {
    title: "a site that is not there",
    prepare: ({ estate }) => {
      estate.site = undefined;
    },
    expected: fails("resource_manager_not_found", /CLIENT_CERT_HOST_RESOURCE_ID/),
  },
  {
    title: "throttling",
    prepare: resourceManager(throttled("7")),
    expected: fails("resource_manager_throttled", /tried again by itself/),
  },
  {
    title: "an outage",
    prepare: resourceManager(status(503)),
    expected: fails("resource_manager_unavailable", /status\.azure\.com/),
  },
  {
    title: "the list of slots not to be had",
    prepare: resourceManager(status(500), /\/slots$/),
    expected: fails("resource_manager_unavailable", /status\.azure\.com/),
  },
  {
    title: "connections refused",
    prepare: (azure) => azure.refuse("resourceManager"),
    expected: fails("resource_manager_unreachable", NETWORK),
  },
  {
    title: "connections reset",
    prepare: resourceManager({ kind: "reset" }),
    expected: fails("resource_manager_unreachable", NETWORK),
  },
  {
    title: "a body that breaks off",
    prepare: resourceManager({ kind: "truncated" }),
    expected: fails("resource_manager_unreachable", NETWORK),
  },
  {
    title: "silence",
    attempt: SHORT,
    prepare: resourceManager({ kind: "silent" }),
    expected: fails("resource_manager_timeout", NETWORK),
  },
  {
    title: "an octet at a time",
    attempt: SHORT,
    prepare: resourceManager({ kind: "drip", milliseconds: 10 }),
    expected: fails("resource_manager_timeout", NETWORK),
  },
  {
    title: "a body without an end",
    prepare: resourceManager({ kind: "endless" }),
    expected: fails("resource_manager_answer_too_large", OTHERS_ANSWER),
  },
  {
    title: "a redirect",
    prepare: resourceManager(redirect("https://login.example/")),
    expected: fails("resource_manager_redirected", OTHERS_ANSWER),
  },
  {
    title: "the page of a proxy",
    prepare: resourceManager(html()),
    expected: fails("resource_manager_answer_invalid", OTHERS_ANSWER),
  },
  {
    title: "what is not HTTP",
    prepare: resourceManager({ kind: "garbage" }),
    expected: fails("resource_manager_answer_invalid", OTHERS_ANSWER),
  },
  {
    title: "half of a JSON text",
    prepare: resourceManager(answer('{"id": "/subscriptions/')),
    expected: fails("resource_manager_answer_invalid", OTHERS_ANSWER),
  },
  {
    title: "null",
    prepare: resourceManager(answer("null")),
    expected: fails("resource_manager_answer_invalid", OTHERS_ANSWER),
  },
  { title: "no properties", prepare: resourceManager(change(withoutProperties)), expected: unknown(REQUIRE) },
  {
    title: "a list of nothing at all",
    prepare: resourceManager(answer({ value: null }), /\/slots$/),
    expected: fails("resource_manager_answer_invalid", OTHERS_ANSWER),
  },
  {
    title: "a list with a slot of somebody else",
    prepare: resourceManager(
      answer({ value: [{ id: `${siteId("other")}/slots/staging`, properties: {} }] }),
      /\/slots$/,
    ),
    expected: fails("resource_manager_answer_invalid", OTHERS_ANSWER),
  },
  {
    title: "a list that goes on elsewhere",
    prepare: resourceManager(
      change((body) => ({ ...body, nextLink: "https://evil.example/" })),
      /\/slots$/,
    ),
    expected: fails("resource_manager_answer_invalid", OTHERS_ANSWER),
  },
  {
    title: "the settings of another site",
    prepare: resourceManager(
      change((body) => ({ ...body, id: siteId("other"), name: "other" })),
      /sites\/orders-api$/,
    ),
    expected: fails("resource_manager_answer_invalid", OTHERS_ANSWER),
  },
];

export const PLATFORM_STATES: readonly PlatformState[] = [...WHAT_IT_SAYS, ...WHO_IT_IS, ...HOW_IT_ANSWERS];
