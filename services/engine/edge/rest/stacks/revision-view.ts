import { z } from 'zod';
import type { TemplateLimits } from '../../../../../lib/hot/limits.js';
import type { RevisionDetail, RevisionDiff, RevisionView } from '../../../app/use-cases/history.js';
import { parameterText } from '../templates/parameter-text.js';
import { templateDocument } from './template-document.js';

export const revisionSummarySchema = z.object({
  revision: z.int(),
  action: z.string().meta({ description: 'Such as UPDATE' }),
  asked: z.string().meta({ description: 'Such as update, retry or rollback to 3' }),
  base: z.int().meta({ description: 'The revision whose template it has' }),
  creation_time: z.string().meta({ description: 'With milliseconds' }),
  state: z
    .enum(['reached', 'current', 'superseded', 'failed', 'in progress'])
    .meta({ description: 'The newest that was reached is current' }),
  resources: z.int().meta({ description: 'How many it has' }),
});

export const revisionSchema = revisionSummarySchema.extend({
  template: z.record(z.string(), z.unknown()),
  parameters: z.record(z.string(), z.string()),
  files: z.array(z.string()),
});

const value = z.object({
  name: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});

export const revisionDiffSchema = z.object({
  from: z.int(),
  to: z.int(),
  resources: z.array(
    z.object({
      resource_name: z.string(),
      change: z.enum(['added', 'removed', 'changed']),
      properties: z.array(value).meta({ description: 'As they are written, references included' }),
    }),
  ),
  parameters: z.array(value),
});

export function revisionSummary(revision: RevisionView): z.infer<typeof revisionSummarySchema> {
  const { number, action, asked, base, createdAt, state, resources } = revision;
  return { revision: number, action, asked, base, creation_time: createdAt.toISOString(), state, resources };
}

export function revisionBody(
  revision: RevisionDetail,
  limits: TemplateLimits,
): z.infer<typeof revisionSchema> {
  return {
    ...revisionSummary(revision),
    template: templateDocument(revision.template, limits),
    parameters: Object.fromEntries(revision.parameters.map((each) => [each.name, parameterText(each)])),
    files: [...revision.files],
  };
}

export function revisionDiffBody({
  from,
  to,
  resources,
  parameters,
}: RevisionDiff): z.infer<typeof revisionDiffSchema> {
  return {
    from,
    to,
    resources: resources.map(({ resource, change, properties }) => ({
      resource_name: resource,
      change,
      properties: [...properties],
    })),
    parameters: [...parameters],
  };
}
