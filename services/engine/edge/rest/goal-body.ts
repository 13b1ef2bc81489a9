import { z } from 'zod';
import { IsothermError } from '../../../../lib/errors.js';
import { textFault } from '../../../../lib/hot/storable.js';
import type { JsonObject } from '../../../../lib/json.js';
import type { GoalRequest } from '../../app/use-cases/use-cases.js';
import { booleanFrom } from './query.js';

// Values are checked where templates are compiled; here only that they are maps. `custom`, since walking
// megabytes of JSON a second time would tell nothing new.
const jsonObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'it must be a map',
);
/** As many as nine digits say: more than anyone waits, and fewer than the database can hold. */
const MOST_MINUTES = 999_999_999;
const flag = z.union([z.boolean(), z.string()]);

const shape = {
  template: z.union([z.string(), jsonObject], 'it must be text or a map').nullish(),
  environment: z.union([z.string(), jsonObject], 'it must be text or a map').nullish(),
  environment_files: z
    .array(z.string())
    .nullish()
    .meta({ description: 'The name of one of `files`, which is then the environment' }),
  files: z.record(z.string(), z.string()).nullish().meta({ description: 'What `get_file` reads, by name' }),
  parameters: jsonObject.nullish(),
  timeout_mins: z.union([z.int().min(1).max(MOST_MINUTES), z.string().regex(/^[1-9]\d{0,8}$/)]).nullish(),
  disable_rollback: flag.nullish(),
  tags: z
    .union([z.string(), z.array(z.string())])
    .nullish()
    .meta({ description: 'Separated by commas' }),
};

/** Parts of Heat's request that we do not have: refused, since ignoring them would do something else. */
const unsupported = ['template_url', 'files_container', 'adopt_stack_data'] as const;

export const createBody = z.looseObject({ ...shape, stack_name: z.string('No stack name specified') });
export const updateBody = z.looseObject({
  ...shape,
  existing: flag.nullish().meta({ description: 'Keeps what the request leaves out' }),
  clear_parameters: z.array(z.string()).nullish(),
});
/** A PATCH without a body applies the stack's goal again. */
export const patchBody = updateBody.nullish();
export const validateBody = z.looseObject(shape);

type GoalBody = z.infer<typeof validateBody> & { readonly clear_parameters?: string[] | null | undefined };

/** @throws IsothermError `request.unsupported`, `request.invalid` */
export function goalRequest(body: GoalBody): GoalRequest {
  const name = unsupported.find((each) => isGiven(body[each]));
  if (name !== undefined) {
    throw new IsothermError('request.unsupported', `"${name}" is not supported: leave it out.`);
  }
  const { timeout_mins: timeout, disable_rollback: rollback, tags } = body;
  return withoutNulls({
    template: body.template,
    parameters: body.parameters,
    environment: environmentOf(body),
    files: body.files,
    timeoutMins: isGiven(timeout) ? Number(timeout) : undefined,
    disableRollback: isGiven(rollback) ? flagOf(rollback, 'disable_rollback') : undefined,
    tags: isGiven(tags) ? tagsOf(tags) : undefined,
    clearParameters: body.clear_parameters,
  });
}

/** Heat takes null for what is not given. */
function isGiven<T>(value: T | null | undefined): value is T {
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

function environmentOf(body: GoalBody): string | JsonObject | undefined {
  const names = body.environment_files ?? [];
  const [name] = names;
  if (name === undefined) return body.environment ?? undefined;
  if (names.length > 1) {
    throw new IsothermError(
      'request.unsupported',
      `"environment_files" names ${names.length} files, only one is supported: merge them.`,
    );
  }
  const text = body.files?.[name];
  if (text !== undefined) return text;
  throw new IsothermError('request.invalid', `"environment_files" names "${name}", which is not in "files".`);
}

function tagsOf(given: string | readonly string[]): string[] {
  const tags = typeof given === 'string' ? given.split(',') : [...given];
  const unstorable = tags.map(textFault).find((fault) => fault !== undefined);
  if (unstorable !== undefined) throw new IsothermError('request.invalid', `Invalid tag: ${unstorable}`);
  const bad = tags.find((tag) => tag.length === 0 || tag.length > 80 || tag.includes(','));
  if (bad === undefined) return tags;
  throw new IsothermError(
    'request.invalid',
    `Invalid tag, "${bad.slice(0, 80)}" is empty, longer than 80 characters or has a comma.`,
  );
}
