import { expect, onTestFinished } from "vitest";
import { runDoctor } from "../../src/cli/doctor/doctor.ts";
import type { DoctorReport } from "../../src/cli/doctor/report.ts";
import type { Surroundings } from "../../src/cli/surroundings.ts";
import { createAuthority } from "../../src/testing/index.ts";
import type { Body } from "../helpers/azure/bodies.ts";
import { type Azure, type AzureOptions, createAzure } from "../helpers/azure/create-azure.ts";

export const root = createAuthority({
  subject: "CN=Contoso Root,O=Contoso,C=DE",
  notBefore: new Date("2020-01-01T00:00:00Z"),
  notAfter: new Date("2049-12-31T23:59:59Z"),
});

/** A configuration without a problem, for an app that leaves `/healthz` open. */
export const CONFIGURED: Readonly<Record<string, string>> = {
  CLIENT_CERT_TRUST_ANCHORS: root.pem,
  CLIENT_CERT_ALLOWED_SUBJECTS: "CN=billing,O=Contoso,C=DE",
  CLIENT_CERT_OPEN_PATHS: "/healthz",
};

/** What a run said. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Stage {
  readonly azure: Azure;
  /** Runs the doctor where the app runs. */
  doctor(argv?: readonly string[], changes?: Partial<Surroundings>): Promise<Said>;
  /** The same on a machine that knows nothing of Azure but the identity's endpoint, with `--resource-id`. */
  elsewhere(argv?: readonly string[], changes?: Partial<Surroundings>): Promise<Said>;
  /** What `--json` prints. */
  report(argv?: readonly string[]): Promise<DoctorReport>;
  /** Changes properties of the site. */
  setSite(properties: Body): void;
  /** Changes properties of the first slot. */
  setSlot(properties: Body): void;
  setIngress(ingress: Body | null): void;
}

/** An app on Azure, closed after the test. Whatever a run says is searched for secrets, tokens and control characters. */
export async function openStage(options: AzureOptions = {}): Promise<Stage> {
  const azure = await createAzure(options);
  onTestFinished(() => azure.close());
  Object.assign(azure.environment, CONFIGURED);
  if (options.host === "container-apps") azure.environment["CLIENT_CERT_HOST_RESOURCE_ID"] = azure.resourceId;

  const standIn = { endpoint: azure.resourceManagerEndpoint, ca: azure.ca };
  const doctor: Stage["doctor"] = async (argv = [], changes = {}) => {
    const said = await run(argv, { environment: azure.environment, standIn, ...changes });
    expectNoSecret(azure, said);
    return said;
  };
  const { IDENTITY_ENDPOINT, IDENTITY_HEADER } = azure.environment;
  return {
    azure,
    doctor,
    elsewhere: (argv = [], changes = {}) =>
      doctor(["--resource-id", azure.resourceId, ...argv], {
        environment: { IDENTITY_ENDPOINT, IDENTITY_HEADER },
        ...changes,
      }),
    report: async (argv = []) => JSON.parse((await doctor(["--json", ...argv])).out) as DoctorReport,
    setSite: (properties) => change(azure.estate.site, properties),
    setSlot: (properties) => change(azure.estate.slots[0], properties),
    setIngress: (ingress) => {
      const properties = azure.estate.containerApp?.["properties"] as Body;
      const configuration = properties["configuration"] as Body;
      configuration["ingress"] = ingress === null ? null : { ...(configuration["ingress"] as Body), ...ingress };
    },
  };
}

/** Runs the doctor without Azure around it. */
export async function run(argv: readonly string[], changes: Partial<Surroundings> = {}): Promise<Said> {
  let out = "";
  let err = "";
  const code = await runDoctor(argv, {
    environment: {},
    platform: "linux",
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    clock: Date.now,
    load: (name) => import(name),
    ...changes,
  });
  return { code, out, err };
}

/** Text in which nothing acts on a terminal and nothing hides. */
export const HARMLESS = /^[^\p{C}\p{Zl}\p{Zp}]*$/u;

export function expectNoSecret({ estate, calls }: Azure, { out, err }: Said): void {
  const tokens = calls.resourceManager.map(({ headers }) => headers.authorization?.replace("Bearer ", "") ?? "");
  const text = out + err;
  for (const secret of [estate.identity.secret, ...tokens]) expect(secret === "" || !text.includes(secret)).toBe(true);
  expect(text).not.toMatch(/eyJ/);
  expect(text.replaceAll("\n", "")).toMatch(HARMLESS);
}

function change(resource: Body | undefined, properties: Body): void {
  Object.assign(resource?.["properties"] as Body, properties);
}
