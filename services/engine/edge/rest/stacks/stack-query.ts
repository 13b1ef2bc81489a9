import type { StackQuery } from '../../../app/use-cases/stack-query.js';
import {
  booleanOf,
  directionOf,
  givenBooleanOf,
  integerOf,
  querySchema,
  refuseQuery,
  textOf,
  textsOf,
  wordsOf,
  type Query,
} from '../http/query.js';

export const stackQuerySchema = querySchema({
  limit: 'Stacks of a page',
  marker: 'Id of the stack after which the page starts',
  sort_keys: 'stack_name, stack_status, creation_time or updated_time; repeatable',
  sort_dir: 'asc or desc',
  show_deleted: 'true: deleted stacks too',
  global_tenant: 'true: those of every project, for admins',
  with_count: 'true: how many there are on all pages',
  name: 'Only stacks of these names; `stack_name` is the same',
  id: 'Only stacks of these ids',
  status: 'CREATE_COMPLETE, or a status word alone; `stack_status` is the same',
  action: 'Only stacks whose last action was one of these; `stack_action` is the same',
  tenant: 'Only stacks of these projects',
  username: 'Only stacks that these users have made; `stack_owner` is the same',
  tags: 'Only stacks that have all these tags, separated by commas',
  tags_any: 'Only stacks that have any of these tags',
  not_tags: 'Only stacks that do not have all these tags',
  not_tags_any: 'Only stacks that have none of these tags',
});

/** Filters that would need what we do not have. */
const refused = ['owner_id', 'parent', 'stack_identity'];
/** Without effect: there is nothing that they would show. */
const harmless = ['show_nested', 'show_hidden'];

const sortable = ['stack_name', 'stack_status', 'creation_time', 'updated_time'] as const;
const words = ['IN_PROGRESS', 'COMPLETE', 'FAILED'];

/** @throws IsothermError `request.invalid`, `request.unsupported` */
export function stackQuery(query: Query): StackQuery {
  refuseQuery(query, refused);
  for (const name of harmless) givenBooleanOf(query, name);
  const limit = integerOf(query, 'limit');
  const marker = textOf(query, 'marker');
  const names = merged(textsOf(query, 'name'), textsOf(query, 'stack_name'));
  const ids = textsOf(query, 'id');
  const usernames = merged(textsOf(query, 'username'), textsOf(query, 'stack_owner'));
  const statuses = statusesOf(query);
  const sortKeys = textsOf(query, 'sort_keys')?.filter((key) => isSortable(key));
  const sortDir = directionOf(query);
  return {
    ...(limit === undefined ? {} : { limit }),
    ...(marker === undefined ? {} : { marker }),
    ...(names === undefined ? {} : { names }),
    ...(ids === undefined ? {} : { ids }),
    ...(usernames === undefined ? {} : { usernames }),
    ...(statuses === undefined ? {} : { statuses }),
    ...listed(query, 'tenant', 'tenants'),
    ...listed(query, 'tags', 'tags'),
    ...listed(query, 'tags_any', 'tagsAny'),
    ...listed(query, 'not_tags', 'notTags'),
    ...listed(query, 'not_tags_any', 'notTagsAny'),
    ...(sortKeys === undefined ? {} : { sortKeys }),
    ...(sortDir === undefined ? {} : { sortDir }),
    showDeleted: givenBooleanOf(query, 'show_deleted') ?? false,
    ...(booleanOf(query, 'global_tenant') && { allTenants: true }),
  };
}

/** What the parameter lists, separated by commas or repeated, under the key. */
function listed<Key extends keyof StackQuery>(query: Query, name: string, key: Key): Partial<StackQuery> {
  const values = textsOf(query, name)?.flatMap((text) => text.split(','));
  return values === undefined ? {} : { [key]: values };
}

/** Others are ignored, as Heat does. */
function isSortable(key: string): key is (typeof sortable)[number] {
  return (sortable as readonly string[]).includes(key);
}

/** Action and status together mean both. */
function statusesOf(query: Query): string[] | undefined {
  const statuses = merged(wordsOf(query, 'status'), wordsOf(query, 'stack_status'));
  const actions = merged(wordsOf(query, 'action'), wordsOf(query, 'stack_action'));
  if (actions === undefined) return statuses;
  const wanted = actions.flatMap((action) => words.map((word) => `${action}_${word}`));
  if (statuses === undefined) return wanted;
  return wanted.filter((each) =>
    statuses.some((status) => each === status || (words.includes(status) && each.endsWith(`_${status}`))),
  );
}

function merged(one: string[] | undefined, other: string[] | undefined): string[] | undefined {
  return one === undefined ? other : other === undefined ? one : [...one, ...other];
}
