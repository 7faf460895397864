import { cut } from "./harmless.ts";

/** Breaks at spaces. A word that is too long stays whole. */
export function wrapWords(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** A blank into every word that is too long, behind the last `.`, `-`, `_`, `/` or bracket before the width, so that it can be broken. */
export function breakable(text: string, width: number): string {
  return text
    .split(" ")
    .map((word) => cutWord(word, width).join(" "))
    .join(" ");
}

function cutWord(word: string, width: number): readonly string[] {
  const pieces: string[] = [];
  let rest = word;
  while (rest.length > width) {
    const most = cut(rest, width);
    const [head = ""] = /^.*[._/\][-]/.exec(most) ?? [];
    const piece = head.length > width / 3 ? head : most;
    pieces.push(piece);
    rest = rest.slice(piece.length);
  }
  return [...pieces, rest];
}
