import { attempt, refusedFinding } from './attempt.ts';
import type { Finding } from './finding.ts';
import type { ClaudeReader } from './ports.ts';

/** Whether the key is accepted and reaches the model. What it may spend cannot be read. */
export async function checkClaude(reader: ClaudeReader): Promise<readonly Finding[]> {
  const { model, provider } = reader;
  const looked = { id: 'claude-model', area: 'connections', title: `Claude: key and model ${model}` } as const;
  const read = await attempt(() => reader.readModel());
  if ('value' in read)
    return [{ ...looked, status: 'ok', detail: `The key is accepted and reaches ${model} (${read.value}).` }];
  if (provider === 'foundry' && read.error.code === 'CLAUDE_MODEL_NOT_FOUND')
    return [
      {
        ...looked,
        status: 'unknown',
        detail: 'The key is accepted. Microsoft Foundry does not tell which models it reaches.',
        remedy: `In the Foundry portal, see that ${model} is deployed under this name; a review tells for certain.`,
      },
    ];
  return [refusedFinding(looked, read.error)];
}
