/** How the agent names a variable in the environment: `Build.SourceBranch` is `BUILD_SOURCEBRANCH`. */
export function envName(name: string, preserveCase = false): string {
  const plain = name.replace(/[. ]/g, '_');
  return preserveCase ? plain : plain.toUpperCase();
}
