import { z } from 'zod';
import { DRIFT_POLICIES } from '../../../../../lib/drift-policy.js';
import { IsothermError } from '../../../../../lib/errors.js';
import { textFault } from '../../../../../lib/hot/storable.js';
import { storableText } from '../../../../../lib/hot/storable-text.js';
import type { GoalRequest } from '../../../app/use-cases/use-cases.js';
import { jsonObject } from '../http/body-values.js';
import { booleanFrom } from '../http/query.js';

/** As many as nine digits say: more than anyone waits, and fewer than the database can hold. */
const MOST_MINUTES = 999_999_999;
const flag = z.union([z.boolean(), z.string()]);

const shape = {
  template: z.union([z.string(), jsonObject], 'it must be text or a map').nullish(),
  template_url: z
    .string()
    .nullish()
    .meta({ description: 'Where the template is, on a host of templateUrls.allowedHosts' }),
  environment: z.union([z.string(), jsonObject], 'it must be text or a map').nullish(),
  environment_files: z.array(z.string()).nullish().meta({
    description:
      'Names of `files` that are environments, merged in this order; `environment` does not count then',
  }),
  files: z.record(z.string(), z.string()).nullish().meta({ description: 'What `get_file` reads, by name' }),
  parameters: jsonObject.nullish(),
  timeout_mins: z.union([z.int().min(1).max(MOST_MINUTES), z.string().regex(/^[1-9]\d{0,8}$/)]).nullish(),
  disable_rollback: flag.nullish(),
  tags: z
    .union([z.string(), z.array(z.string())])
    .nullish()
    .meta({ description: 'Separated by commas' }),
};

/** Ours. */
const ownShape = {
  drift_policy: z
    .enum(DRIFT_POLICIES)
    .nullish()
    .meta({ description: "What is done about things that are not as they were applied; else the engine's" }),
  imports: z
    .record(storableText, storableText.min(1))
    .nullish()
    .meta({ description: 'Physical ids of existing things that resources take over, by resource' }),
};

/** A part of Heat's request that we do not have: refused, since ignoring it would do something else. */
const CONTAINER = 'files_container';

export const createBody = z.looseObject({
  ...shape,
  ...ownShape,
  stack_name: z.string('No stack name specified'),
  adopt_stack_data: z
    .union([z.string(), jsonObject], 'it must be text or a map')
    .nullish()
    .meta({ description: 'The document of an abandoned stack, whose things the new one takes over' }),
});
export type CreateBody = z.infer<typeof createBody>;
export const updateBody = z.looseObject({
  ...shape,
  ...ownShape,
  existing: flag.nullish().meta({ description: 'Keeps what the request leaves out' }),
  clear_parameters: z.array(z.string()).nullish(),
  converge: flag
    .nullish()
    .meta({ description: "Heat's: compare with what is there. That is always done, so it changes nothing" }),
  plan: z
    .string()
    .min(1)
    .nullish()
    .meta({ description: 'Hash of a plan: 409 when the update would do anything else by now' }),
});
export type UpdateBody = z.infer<typeof updateBody>;
/** What only an update may have. */
export const ofUpdates = ['plan', 'converge'] as const;

/** A PATCH without a body is a new try from where the stack stands. */
export const patchBody = updateBody.nullish();
export const validateBody = z.looseObject(shape);

type GoalBody = z.infer<typeof validateBody> &
  Partial<Pick<UpdateBody, 'clear_parameters' | 'drift_policy' | 'imports'>>;

/**
 * @param refused further keys that the route has no use for
 * @throws IsothermError `request.unsupported`, `request.invalid`
 */
export function goalRequest(body: GoalBody, refused: readonly string[] = []): GoalRequest {
  if (isGiven(body[CONTAINER])) {
    throw new IsothermError(
      'request.unsupported',
      `"${CONTAINER}" names a container of Swift, which is not asked: send the files themselves as "files".`,
    );
  }
  const name = refused.find((each) => isGiven(body[each]));
  if (name !== undefined) {
    throw new IsothermError('request.unsupported', `"${name}" is not supported here: leave it out.`);
  }
  const { timeout_mins: timeout, disable_rollback: rollback, tags } = body;
  return withoutNulls({
    template: body.template,
    parameters: body.parameters,
    environment: body.environment,
    environmentFiles: body.environment_files,
    files: body.files,
    timeoutMins: isGiven(timeout) ? Number(timeout) : undefined,
    disableRollback: isGiven(rollback) ? flagOf(rollback, 'disable_rollback') : undefined,
    tags: isGiven(tags) ? tagsOf(tags) : undefined,
    clearParameters: body.clear_parameters,
    drift: body.drift_policy,
    imports: body.imports,
  });
}

/** Heat takes null for what is not given. */
export function isGiven<T>(value: T | null | undefined): value is T {
  return value !== undefined && value !== null;
}

type Given<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], null | undefined> };

function withoutNulls<Fields extends object>(fields: Fields): Given<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => isGiven(value))) as Given<Fields>;
}

export function flagOf(value: boolean | string, name: string): boolean {
  return typeof value === 'boolean' ? value : booleanFrom(value, name);
}

/** @throws IsothermError `request.invalid` */
export function requireTemplate(request: GoalRequest): GoalRequest {
  if (request.template !== undefined) return request;
  throw new IsothermError('request.invalid', 'No template specified');
}

/**
 * What an update asks for; a PATCH keeps what it leaves out.
 * @throws IsothermError `request.unsupported`, `request.invalid`
 */
export function updateRequest(
  method: string,
  body: UpdateBody | null | undefined,
  refused: readonly string[] = [],
): { readonly goal: GoalRequest; readonly existing: boolean } {
  const given = body ?? {};
  flagOf(given.converge ?? false, 'converge');
  const existing = method === 'PATCH' || flagOf(given.existing ?? false, 'existing');
  const goal = goalRequest(given, ['adopt_stack_data', ...refused]);
  return { goal: existing ? goal : requireTemplate(goal), existing };
}

function tagsOf(given: string | readonly string[]): string[] {
  // Nothing is no tag: the empty text takes them all away.
  const tags = (typeof given === 'string' ? given.split(',') : given).filter((tag) => tag !== '');
  const unstorable = tags.map(textFault).find((fault) => fault !== undefined);
  if (unstorable !== undefined) throw new IsothermError('request.invalid', `Invalid tag: ${unstorable}`);
  for (const tag of tags) {
    const fault = tagFault(tag);
    if (fault) throw new IsothermError('request.invalid', `Invalid tag, "${tag.slice(0, 81)}" ${fault}`);
  }
  return tags;
}

function tagFault(tag: string): string | undefined {
  if (tag.length > 80) return 'is longer than 80 characters';
  return tag.includes(',') ? 'contains a comma' : undefined;
}
