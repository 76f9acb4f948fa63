import { Budget } from '../expressions/budget.ts';
import { ExpressionInvalid } from '../expressions/expression-invalid.ts';
import { isList, isObject, textOf, type Value } from '../expressions/value.ts';
import { PipelineInvalid, type ParameterPlan, type TriggerPlan } from '../plan.ts';
import { bindValue } from './bind.ts';
import { readYaml } from './read-yaml.ts';
import { readResources } from './resources.ts';
import { openUnqueued } from './root.ts';
import { readCiTrigger, readSchedules } from './triggers.ts';

/** How the file at `path` says that its runs are started. Expressions see the parameters' defaults. Throws PipelineInvalid. */
export function readTriggers(text: string, path: string): TriggerPlan {
  return refusing(path, (budget) => {
    const { get } = openUnqueued(readYaml(text, path, budget), budget).fields;
    const { pipelines } = readResources(get('resources'));
    return {
      ci: readCiTrigger(get('trigger')),
      schedules: readSchedules(get('schedules')),
      pipelines: pipelines.flatMap(({ branches, ...one }) => (branches === undefined ? [] : [{ ...one, branches }])),
    };
  });
}

/** What "Run pipeline" asks for. Throws PipelineInvalid. */
export function readParameters(text: string, path: string): readonly ParameterPlan[] {
  return refusing(path, (budget) => {
    const { declared } = openUnqueued(readYaml(text, path, budget), budget);
    return declared.map((one) => ({
      name: one.name,
      displayName: one.displayName,
      type: one.type,
      defaultValue: one.standard && json(bindValue(one, one.standard, budget)),
      values: one.values,
    }));
  });
}

function refusing<T>(path: string, work: (budget: Budget) => T): T {
  try {
    return work(new Budget());
  } catch (error) {
    if (error instanceof ExpressionInvalid) throw new PipelineInvalid(`${path}: ${error.message}`);
    if (error instanceof RangeError) throw new PipelineInvalid(`${path}: Maximum object depth exceeded`);
    throw error;
  }
}

function json(value: Value): unknown {
  if (isList(value)) return value.map(json);
  if (isObject(value)) return Object.fromEntries([...value].map(([key, item]) => [key, json(item)]));
  return typeof value === 'object' && value !== null ? textOf(value) : value;
}
