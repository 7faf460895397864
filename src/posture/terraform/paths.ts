/** The folder of a file; empty for one at the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** A path from a folder, without `.`, and with `..` at its beginning alone. */
export function resolvePath(folder: string, path: string): string {
  const steps = folder === "" ? [] : folder.split("/");
  for (const step of path.split("/")) {
    if (step === "" || step === ".") continue;
    if (step !== ".." || steps.length === 0 || steps.at(-1) === "..") steps.push(step);
    else steps.pop();
  }
  return steps.join("/");
}

/** Whether a folder holds what Terraform has downloaded, which is judged only where it is called. */
export function isDownloaded(folder: string): boolean {
  return folder.split("/").includes(".terraform");
}
