import { type Asked, ask, type Question, seen } from "./client.ts";
import type { Echo } from "./echo-app.ts";
import type { Actors } from "./stage.ts";

export interface Found {
  /** Whether the app was reached without a certificate, over TLS. */
  readonly bare: boolean;
  /** Whether it was reached with one. */
  readonly shown: boolean;
  /** Whether it saw what the client wrote. */
  readonly forged: boolean;
}

export interface Trial {
  readonly http2: boolean;
  /** Whether `/public` is an exclusion path. */
  readonly excludes: boolean;
  /** How often everything is asked, so that every server is met. */
  readonly times: number;
}

const EXCLUDED = ["/public", "/PUBLIC", "/publicity", "/%70ublic", "/public/%2e%2e/orders"];

/** Asks in every way that may be let in or forged, and looks at what comes to an echo behind. Errors count for nothing. */
export async function tryAll(stand: Asked, { a, b, forged }: Actors, trial: Trial): Promise<Found> {
  const [name, value] = forged;
  const lowerCase = [name.toLowerCase(), value] as const;
  const plainly: readonly Question[] = [{}, { lines: [forged] }, { lines: [forged, forged] }];
  const sideways = [null, "client-written.invalid"].flatMap((serverName): readonly Question[] => [
    { serverName },
    { serverName, lines: [forged] },
  ]);
  const bare: readonly Question[] = [...plainly, ...sideways];
  const beside: readonly Question[] = [
    { client: a, lines: [forged] },
    { client: a, lines: [forged, forged] },
    { client: a, lines: [lowerCase] },
  ];
  const plain: readonly Question[] =
    stand.plainHttpPort === undefined ? [] : [{ plain: true, lines: [forged, forged] }];
  const excluded = (trial.excludes ? EXCLUDED : []).flatMap((target): readonly Question[] => [
    { target, lines: [forged] },
    { target, lines: [lowerCase] },
  ]);
  const all = (questions: readonly Question[]): readonly Question[] => [
    ...questions,
    ...questions.map((question): Question => ({ ...question, tls: "TLSv1.2" })),
    ...(trial.http2 ? questions.map((question): Question => ({ ...question, http: "2" })) : []),
  ];

  const first = await askEach(stand, all(bare), trial.times);
  const hop: Question = { client: a, lines: [["Connection", name], forged] };
  const second = await askEach(stand, [...all(beside), hop, ...plain, ...excluded], trial.times);
  const third = await askEach(stand, [{ client: a }, { client: a }], trial.times);
  const showsB = (echo: Echo): boolean => seen({ echo }, name)?.some((line) => line.includes(b.header)) ?? false;
  return { bare: first.length > 0, shown: third.length > 0, forged: [...first, ...second].some(showsB) };
}

async function askEach(stand: Asked, questions: readonly Question[], times: number): Promise<readonly Echo[]> {
  const echoes: Echo[] = [];
  for (let round = 0; round < times; round += 1) {
    for (const question of questions) {
      const heard = await ask(stand, question).catch(() => undefined);
      if (heard?.echo !== undefined) echoes.push(heard.echo);
    }
  }
  return echoes;
}
