/** Lets the browser save text as a file, as if it came from a server. */
export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after the click: it must not be gone by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
