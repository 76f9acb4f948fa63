import * as z from 'zod';
import type { CheckpointDocument, ExtendedTemplate, TemplateSettings } from './documents.ts';
import { parseWith } from './parse-with.ts';

const requiredTemplate = z.strictObject({
  repositoryType: z.literal('git', 'the sandbox has repositories of Azure Repos only'),
  repositoryName: z.string().regex(/^[^/]+\/[^/]+$/, 'must be project/repository'),
  repositoryRef: z.string().regex(/^refs\/(heads|tags)\/./, 'must be refs/heads/... or refs/tags/...'),
  templatePath: z.string().min(1),
});

const settingsOf = z.strictObject({ extendsChecks: z.array(requiredTemplate).min(1, 'a template is needed') });

/** "Required template": pipelines have to extend one of the templates. */
export function parseRequiredTemplate(settings: unknown): TemplateSettings {
  const { extendsChecks } = parseWith(settingsOf, settings);
  return {
    kind: 'template',
    templates: extendsChecks.map(({ repositoryName, repositoryRef, templatePath }) => ({
      repository: repositoryName,
      ref: repositoryRef,
      path: templatePath,
    })),
  };
}

const plain = (path: string) => path.replaceAll('\\', '/').replace(/^\/+/, '');

const isSame = (one: ExtendedTemplate, other: ExtendedTemplate): boolean =>
  one.repository.toLowerCase() === other.repository.toLowerCase() &&
  one.ref === other.ref &&
  plain(one.path) === plain(other.path);

const say = ({ repository, ref, path }: ExtendedTemplate) => `${plain(path)} of ${repository} at ${ref}`;

/** Why a run does not pass the check; undefined when it extends one of the templates, at the very ref. */
export function missingTemplate(
  { templates }: TemplateSettings,
  { extended }: Pick<CheckpointDocument, 'extended'>,
): string | undefined {
  if (templates.some((wanted) => extended.some((one) => isSame(one, wanted)))) return undefined;
  const found = extended.length === 0 ? 'nothing' : extended.map(say).join(', ');
  return `The pipeline does not extend a required template (${templates.map(say).join(', or ')}); it extends ${found}.`;
}
