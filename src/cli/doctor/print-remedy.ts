import type { Page } from "../text/page.ts";

/** What mends something: words are broken into lines, a command stays whole on a line of its own, to be copied. */
export function printRemedy(page: Page, indent: number, remedy: string): void {
  const { prose, command } = splitRemedy(remedy);
  if (prose !== undefined) page.prose(indent, prose);
  if (command !== undefined) page.verbatim(indent, command);
}

/** A command is the whole remedy, or stands behind its last colon and goes on to its end. */
export function splitRemedy(remedy: string): { readonly prose?: string; readonly command?: string } {
  const { prose, command } = /^(?:(?<prose>.*:) )?(?<command>(?:az|npm) .+)$/s.exec(remedy)?.groups ?? {};
  if (command === undefined || /\.(?:\s|$)|`/.test(command)) return { prose: remedy };
  return prose === undefined ? { command } : { prose, command };
}
