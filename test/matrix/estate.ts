import type { FrontEndOptions } from "../../src/config/front-end.ts";
import { type CurlRequest, createCurl, type Door, type VisitAnswer } from "../front-ends/curl.ts";
import type { Outcome } from "../front-ends/stand.ts";
import { type App, type AppSetup, FRAMEWORKS, type Framework } from "./apps.ts";
import { type Ground, prepareGround } from "./doors.ts";
import { type DoorOf, type FrontEnd, type Kind, tlsServer } from "./front-ends.ts";

export interface Request<K extends string = Kind> extends CurlRequest {
  /** `direct`: not through the front end at all. */
  readonly kind: K | "direct";
}

/** One front end with an app of each framework behind it. */
export interface Estate<K extends string = Kind> {
  /** Sends the requests one after the other. `status` 0: the connection came to nothing. */
  ask(framework: string, requests: readonly Request<K>[]): Promise<readonly Outcome[]>;
  close(): Promise<void>;
}

export interface EstateOptions<K extends string = Kind> {
  readonly frontEnd: FrontEnd<K> | "socket";
  /** Paths. */
  readonly programs: Readonly<Record<string, string>>;
  /** What the apps are told, beside their front end. */
  readonly environment: Readonly<Record<string, string>>;
  /** Default: right ones where they may be given. */
  readonly trustedPeers?: string | undefined;
}

/** As many refusals of one kind as the log writes in a minute. */
const PAGE = 10;

export async function openEstate<K extends string = Kind>({
  frontEnd,
  programs,
  environment,
  trustedPeers,
}: EstateOptions<K>): Promise<Estate<K>> {
  const ground = prepareGround(environment["CLIENT_CERT_TRUST_ANCHORS"]);
  try {
    const settings: FrontEndOptions = frontEnd === "socket" ? { name: "socket" } : frontEnd.settings;
    const apps = await startApps(ground, settings, { environment, trustedPeers });
    const doorOf = await openDoors(ground, frontEnd, apps, programs);
    const curl = createCurl(programs["curl"] ?? "", ground.folder, ground.authority);
    return {
      close: ground.close,
      async ask(framework, requests) {
        const app = apps.get(framework);
        if (app === undefined) throw new Error(`no app of ${framework}`);
        const outcomes: Outcome[] = [];
        for (let start = 0; start < requests.length; start += PAGE) {
          app.turnPage();
          const page = requests.slice(start, start + PAGE);
          const answers = await curl.visit(
            page.map(({ kind, ...one }) => ({ ...one, door: kind === "direct" ? app.port : doorOf(kind, framework) })),
          );
          outcomes.push(...answers.map((answer) => outcomeOf(answer, app)));
        }
        return outcomes;
      },
    };
  } catch (error) {
    await ground.close();
    throw error;
  }
}

/** Those in which the front end can be used. */
export function frameworksFor(frontEnd: object | "socket"): readonly Framework[] {
  return FRAMEWORKS.filter(({ hasSocket }) => hasSocket || frontEnd !== "socket");
}

async function startApps(
  ground: Ground,
  settings: FrontEndOptions,
  { environment, trustedPeers }: Pick<EstateOptions, "environment" | "trustedPeers">,
): Promise<ReadonlyMap<string, App>> {
  const apps = new Map<string, App>();
  const isSocket = settings.name === "socket";
  for (const { name, hasSocket, start } of frameworksFor(isSocket ? "socket" : settings)) {
    const setup: AppSetup = {
      environment: { ...environment, ...describe(settings, hasSocket ? trustedPeers : undefined, hasSocket) },
      ...(isSocket && { createServer: tlsServer(ground) }),
    };
    const app = await start(setup);
    ground.add(app.close);
    apps.set(name, app);
  }
  return apps;
}

function describe(
  settings: FrontEndOptions,
  trustedPeers: string | undefined,
  hasSocket: boolean,
): Readonly<Record<string, string>> {
  const frontEnd = { CLIENT_CERT_FRONT_END: JSON.stringify(settings) };
  // The two platforms' connections are always the platform's.
  if (settings.name === "app-service" || settings.name === "container-apps") return frontEnd;
  const peers = hasSocket ? (trustedPeers ?? "127.0.0.1;::1") : "network-enforced";
  return { ...frontEnd, CLIENT_CERT_TRUSTED_PEERS: peers };
}

async function openDoors<K extends string>(
  ground: Ground,
  frontEnd: FrontEnd<K> | "socket",
  apps: ReadonlyMap<string, App>,
  programs: Readonly<Record<string, string>>,
): Promise<DoorOf<K>> {
  if (frontEnd === "socket") return (_kind: K, target: string): Door => apps.get(target)?.port ?? 0;
  const targets = [...apps].map(([name, { port }]) => ({ name, port }));
  return frontEnd.open(ground, targets, programs[frontEnd.program ?? ""] ?? "");
}

function outcomeOf({ status, body }: VisitAnswer, app: App): Outcome {
  const code = app.codeOf(body);
  const caller = body.startsWith("{") ? (JSON.parse(body) as { readonly caller?: string }).caller : undefined;
  return { status, code, caller };
}
