import { z } from 'zod';
import { IsothermError } from '../../../../../lib/errors.js';
import { FaultList, faultsError, TooManyFaults } from '../../../../../lib/hot/faults.js';
import type { TemplateLimits } from '../../../../../lib/hot/limits.js';
import { readDocument } from '../../../../../lib/hot/read-document.js';
import { checkStorable } from '../../../../../lib/hot/storable.js';
import type { Json, JsonObject } from '../../../../../lib/json.js';
import type { AbandonDocument } from '../../../app/use-cases/abandon-document.js';
import type { GoalRequest } from '../../../app/use-cases/use-cases.js';
import { jsonObject } from '../http/body-values.js';
import { goalRequest, isGiven, ofUpdates, type CreateBody } from './goal-body.js';

const KEY = 'adopt_stack_data';

/** What counts of the document that `abandon` and `export` answer, ours or Heat's; it may have more. */
const documentSchema = z.looseObject({
  id: z.string().default(''),
  action: z.string().default(''),
  status: z.string().default(''),
  template: jsonObject,
  environment: jsonObject.nullish(),
  files: z.record(z.string(), z.string()).nullish(),
  project_id: z.string().default(''),
  resources: z.record(
    z.string(),
    z.looseObject({
      resource_id: z.string().nullish(),
      type: z.string(),
      action: z.string().default(''),
      status: z.string().default(''),
      resource_data: jsonObject.nullish(),
      metadata: z.custom<Json>().optional(),
    }),
  ),
});

/** What a create asks for that adopts the things of an abandoned stack. */
export interface Adoption {
  readonly goal: GoalRequest;
  readonly document: AbandonDocument;
}

/**
 * What the request leaves out is as the document has it; Heat's client sends empty maps for that. What it says in its environment is
 * put over that of the document.
 * Undefined: the request does not adopt.
 * @throws IsothermError `request.invalid`, and what is thrown for unreadable documents
 */
export function adoption(body: CreateBody, limits: TemplateLimits): Adoption | undefined {
  if (!isGiven(body.adopt_stack_data)) return undefined;
  const document = readAdoptData(body.adopt_stack_data, body.stack_name, limits);
  const { files = {}, ...goal } = goalRequest(body, ofUpdates);
  return {
    document,
    goal: { ...goal, ...(Object.keys(files).length > 0 && { files }) },
  };
}

function readAdoptData(data: string | JsonObject, name: string, limits: TemplateLimits): AbandonDocument {
  const value = readDocument(data, KEY, limits);
  refuseUnstorable(value, limits);
  const { data: read, error } = documentSchema.safeParse(value);
  if (!read) throw invalid(error);
  const resources = Object.entries(read.resources).map(([resource, each]) => [
    resource,
    {
      name: resource,
      resource_id: each.resource_id ?? '',
      type: each.type,
      action: each.action,
      status: each.status,
      resource_data: each.resource_data ?? {},
      metadata: each.metadata ?? {},
    },
  ]);
  return {
    name,
    id: read.id,
    action: read.action,
    status: read.status,
    template: read.template,
    environment: read.environment ?? {},
    files: read.files ?? {},
    project_id: read.project_id,
    resources: Object.fromEntries(resources) as AbandonDocument['resources'],
  };
}

function refuseUnstorable(value: Json, limits: TemplateLimits): void {
  const faults = new FaultList(limits);
  try {
    checkStorable(value, faults, limits);
  } catch (error) {
    if (!(error instanceof TooManyFaults)) throw error;
  }
  if (faults.found.length === 0) return;
  throw faultsError(faults.found.map(({ steps, message }) => ({ path: [KEY, ...steps].join('.'), message })));
}

function invalid(error: z.ZodError): IsothermError {
  const faults = error.issues.map(({ path, message }) => ({ path: [KEY, ...path].join('.'), message }));
  const said = faults.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return new IsothermError('request.invalid', `Invalid adopt data: ${said}`, { faults });
}
