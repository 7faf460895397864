import { type ChildProcess, spawn } from "node:child_process";
import type { Environment } from "../../self-check/host/environment.ts";

export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  /** Whether a shell starts it. Then nothing in it may come from outside. */
  readonly shell: boolean;
  /** The folder it runs in. Absent: this process's own. */
  readonly folder?: string | undefined;
  readonly environment: Environment;
  /** Milliseconds that it may take. */
  readonly milliseconds: number;
}

export type Ending =
  | { readonly kind: "ended"; readonly status: number | null; readonly stdout: string; readonly stderr: string }
  | { readonly kind: "not-found" | "timeout" | "too-much" };

/** Octets of both outputs together: a token is some 3 KiB. */
const MOST_OUTPUT = 65_536;

/** Runs a program without input, bounded in time and output. Never rejects. */
export function runProgram(program: Program): Promise<Ending> {
  const { file, args, shell, folder, environment, milliseconds } = program;
  return new Promise((resolve) => {
    // With a shell Node joins the two anyway, and warns when it is given them apart.
    const [command, rest] = shell ? [[file, ...args].join(" "), []] : [file, args];
    const child = spawn(command, rest, {
      shell,
      env: { ...environment },
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
      ...(folder === undefined ? {} : { cwd: folder }),
    });
    const settle = (ending: Ending): void => {
      clearTimeout(timer);
      abandon(child);
      resolve(ending);
    };
    const timer = setTimeout(() => settle({ kind: "timeout" }), milliseconds);
    const outputs = collect(child, () => settle({ kind: "too-much" }));
    child.on("error", () => settle({ kind: "not-found" }));
    child.on("close", (status) => settle({ kind: "ended", status, ...outputs() }));
  });
}

function collect(
  { stdout, stderr }: ChildProcess,
  overflow: () => void,
): () => { readonly stdout: string; readonly stderr: string } {
  const chunks: { readonly stdout: Buffer[]; readonly stderr: Buffer[] } = { stdout: [], stderr: [] };
  let length = 0;
  const take = (into: Buffer[]) => (chunk: Buffer) => {
    length += chunk.length;
    if (length > MOST_OUTPUT) overflow();
    else into.push(chunk);
  };
  stdout?.on("data", take(chunks.stdout));
  stderr?.on("data", take(chunks.stderr));
  return () => ({
    stdout: Buffer.concat(chunks.stdout).toString("utf8"),
    stderr: Buffer.concat(chunks.stderr).toString("utf8"),
  });
}

/** What a script started may outlive it with the pipes open; neither may keep this process. */
function abandon(child: ChildProcess): void {
  child.kill();
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.unref();
}
