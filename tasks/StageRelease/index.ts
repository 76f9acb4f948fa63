import { runTask } from '../../src/agent/run-task.ts';
import { NO_RELEASE } from '../../src/release/release-report.ts';
import { stageRelease } from '../../src/release/stage-release.ts';
import { actionOf, runTagsOf } from './action.ts';
import { Inputs } from './inputs.ts';

void runTask({ name: 'StageRelease', inputs: Inputs }, async (context) => {
  context.keepProgress({ outputs: NO_RELEASE });
  // Loaded after the first line is said: this takes longer than all the rest of the start.
  const { openServices } = await import('./services.ts');
  const { services, settings, writeNotes, close } = await openServices(context);
  try {
    const outcome = await stageRelease(services, settings, actionOf(context.inputs), writeNotes);
    for (const tag of runTagsOf(outcome, context.inputs)) context.tagRun(tag);
    return outcome;
  } finally {
    await close();
  }
});
