import type { EnvironmentPlan, Step } from './plan-environments.ts';

/** What a plan will do, one line for each step. */
export const explainPlan = ({ name, steps }: EnvironmentPlan): readonly string[] =>
  steps.map((step) => `${name}: ${explainStep(step)}.`);

export function explainStep(step: Step): string {
  switch (step.kind) {
    case 'createEnvironment':
      return 'create the environment';
    case 'createCheck': {
      const { settings, timeout } = step.check;
      if (settings.kind === 'approval')
        return `add an approval: ${settings.minimum} of ${settings.approvers.map(({ name }) => name).join(', ')}, not who started the run, within ${timeout} minutes`;
      return `add the check "${settings.name}": asks the ledger every ${settings.retryInterval} minutes, for ${timeout} minutes`;
    }
    case 'removeDouble':
      return `remove check ${step.check.id}, which another run of this task has made as well`;
    case 'permit':
      return `let these pipelines use it: ${step.pipelines.map(({ name }) => name).join(', ')}`;
  }
}
