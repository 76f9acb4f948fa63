import type { Variables } from './variables.ts';

/** Reads the agent's settings: a job variable first, then the agent's environment. */
export type Knobs = (name: string) => string;

export function knobsOf(variables: Variables, agentEnv: Readonly<Record<string, string>>): Knobs {
  return (name) => variables.get(name) ?? agentEnv[name] ?? '';
}

/** As the agent reads booleans; anything else is false. */
export function isTrue(text: string): boolean {
  return ['1', 'true', '$true'].includes(text.toLowerCase());
}
