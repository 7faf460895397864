import type { Answer, Shown } from "./shot.ts";

/** One request and what became of it, in printable ASCII: `https://host:443/path (forged, HTTP/2) answered 503`. */
export function describeShown({ shot, answer, arrival }: Shown): string {
  const { scheme, host, port, path, kind, variant } = shot;
  const outcome = arrival === undefined ? describeAnswer(answer) : describeLines(arrival.certificateLines);
  return printable(`${scheme}://${host}:${port}${path} (${kind}, ${variant}) ${outcome}`);
}

function describeAnswer(answer: Answer): string {
  switch (answer.kind) {
    case "tls-alert":
      return `was refused by the alert ${answer.alert}`;
    case "failed":
      return `failed with ${answer.code}`;
    case "response": {
      const marks = answer.markers.length === 0 ? "" : ` with ${answer.markers.join(" and ")}`;
      return `was answered ${answer.status}${marks}`;
    }
  }
}

function describeLines({ length }: readonly string[]): string {
  if (length === 0) return "arrived without a certificate header";
  return length === 1 ? "arrived with a certificate header" : `arrived with ${length} certificate headers`;
}

/** Codes and header names come from outside. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "?").slice(0, 400);
}
