import type { Command } from "commander";
import { openPathsFromCode } from "../../config/open-paths.ts";
import { Problems } from "../../config/problems.ts";
import type { RuleContext } from "../../posture/facts/rule.ts";
import { CLOUDS, type CloudName } from "../../self-check/host/clouds.ts";
import { parseResourceId, type ResourceId } from "../../self-check/host/resource-id.ts";
import type { Tools } from "../tools.ts";

/** Who gets the token for Resource Manager. */
export type CredentialName = "managed-identity" | "azure-cli" | "azure-identity";

const CREDENTIALS: readonly CredentialName[] = ["managed-identity", "azure-cli", "azure-identity"];

/** What was written on the command line; undefined: nothing. */
export interface DoctorOptions {
  readonly resourceId: ResourceId | undefined;
  readonly credential: CredentialName | undefined;
  readonly cloud: CloudName | undefined;
  readonly openPath: readonly string[] | undefined;
  readonly frontEnd: RuleContext["headerFrom"] | undefined;
  readonly config: boolean;
  readonly json: boolean;
  /** Seconds, 1 to 600. */
  readonly timeout: number;
}

/** Declares the options. What commander then gives is as `DoctorOptions` says, apart from what is left out. */
export function declareOptions(command: Command, { commander }: Pick<Tools, "commander">): void {
  const { InvalidArgumentError, Option } = commander;
  const refuse = (message: string): never => {
    throw new InvalidArgumentError(message);
  };
  const ended = (text: string): ResourceId => parseResourceId(text) ?? refuse(RESOURCE_ID);
  const openPath = (path: string, paths: readonly string[] = []): readonly string[] => {
    const problems = new Problems();
    openPathsFromCode([path], problems.at("--open-path"));
    const [problem] = problems.errors;
    return problem === undefined ? [...paths, path] : refuse(`${problem.message} ${problem.remedy}`);
  };
  const seconds = (text: string): number =>
    /^[1-9]\d{0,2}$/.test(text) && Number(text) <= LONGEST ? Number(text) : refuse(`Write 1 to ${LONGEST}.`);

  command
    .addOption(new Option("--resource-id <id>", HELP.resourceId).argParser(ended))
    .addOption(new Option("--credential <name>", HELP.credential).choices(CREDENTIALS))
    .addOption(new Option("--cloud <name>", HELP.cloud).choices(Object.keys(CLOUDS)))
    .addOption(new Option("--open-path <path>", HELP.openPath).argParser(openPath))
    .addOption(new Option("--front-end <which>", HELP.frontEnd).choices(["host", "gateway"]))
    .addOption(new Option("--config", HELP.config))
    .addOption(new Option("--json", HELP.json))
    .addOption(new Option("--timeout <seconds>", HELP.timeout).argParser(seconds).default(60));
}

export function readOptions(command: Command): DoctorOptions {
  const { resourceId, credential, cloud, openPath, frontEnd, config, json, timeout } = command.opts<DoctorOptions>();
  return { resourceId, credential, cloud, openPath, frontEnd, config: config === true, json: json === true, timeout };
}

const LONGEST = 600;

const RESOURCE_ID =
  "Write what `az webapp show --query id --output tsv` or `az containerapp show --query id --output tsv` prints.";

const HELP = {
  resourceId: "The site or container app to ask about, from anywhere. A slot's id asks about the site and all slots.",
  credential:
    "Who asks Azure: on the machine the app's managed identity, elsewhere the Azure CLI's account by default.",
  cloud: "Azure's cloud. Default: by the host, else AzureCloud.",
  openPath: "A path that the app leaves open, as in CLIENT_CERT_OPEN_PATHS. Repeatable.",
  frontEnd:
    "Who writes the certificate header: the host itself or a gateway before it. Default: as configured here, else host.",
  config: "Print the effective configuration too, without anything secret. A problem in it is exit 1.",
  json: "Print one JSON document instead of text.",
  timeout: "Seconds to wait for Azure, 1 to 600.",
} as const;
