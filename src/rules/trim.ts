/** Cuts white space off the end, but keeps a space that a backslash escapes (RFC 4514 section 2.4). */
export function trimEndUnescaped(text: string): string {
  const cut = text.trimEnd();
  const backslashes = /\\*$/.exec(cut)?.[0].length ?? 0;
  return backslashes % 2 === 1 && text[cut.length] === " " ? `${cut} ` : cut;
}
