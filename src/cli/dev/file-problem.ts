/** A file or folder that cannot be used, in words for whoever named it. */
export class FileProblem extends Error {}

/**
 * Does what may fail for reasons of the system's.
 *
 * @param complaint What to say then; the system's code comes behind it.
 * @throws {FileProblem}
 */
export function attempt<Result>(complaint: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    throw error instanceof FileProblem ? error : new FileProblem(`${complaint} (${codeOf(error)}).`);
  }
}

/** The system's code, such as `ENOENT`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}
