import type { StackQuery } from '../../app/use-cases/use-cases.js';
import {
  booleanOf,
  directionOf,
  integerOf,
  querySchema,
  refuseQuery,
  textOf,
  textsOf,
  type Query,
} from './query.js';

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
  action: 'Only stacks whose last action was one of these',
  tags: 'Only stacks that have all these tags, separated by commas',
});

/** Filters that would need what we do not have. Ignored without harm: show_nested, show_hidden. */
const refused = [
  'tags_any', 'not_tags', 'not_tags_any', 'username', 'owner_id', 'tenant', 'stack_owner', 'stack_identity',
]; // prettier-ignore

const sortable = ['stack_name', 'stack_status', 'creation_time', 'updated_time'] as const;
const words = ['IN_PROGRESS', 'COMPLETE', 'FAILED'];

/** @throws IsothermError `request.invalid`, `request.unsupported` */
export function stackQuery(query: Query): StackQuery {
  refuseQuery(query, refused);
  const limit = integerOf(query, 'limit');
  const marker = textOf(query, 'marker');
  const names = merged(textsOf(query, 'name'), textsOf(query, 'stack_name'));
  const ids = textsOf(query, 'id');
  const statuses = statusesOf(query);
  const tags = textsOf(query, 'tags')?.flatMap((text) => text.split(','));
  const sortKeys = textsOf(query, 'sort_keys')?.filter((key) => isSortable(key));
  const sortDir = directionOf(query);
  return {
    ...(limit === undefined ? {} : { limit }),
    ...(marker === undefined ? {} : { marker }),
    ...(names === undefined ? {} : { names }),
    ...(ids === undefined ? {} : { ids }),
    ...(statuses === undefined ? {} : { statuses }),
    ...(tags === undefined ? {} : { tags }),
    ...(sortKeys === undefined ? {} : { sortKeys }),
    ...(sortDir === undefined ? {} : { sortDir }),
    showDeleted: booleanOf(query, 'show_deleted') ?? false,
    ...(booleanOf(query, 'global_tenant') && { allTenants: true }),
  };
}

/** Others are ignored, as Heat does. */
function isSortable(key: string): key is (typeof sortable)[number] {
  return (sortable as readonly string[]).includes(key);
}

/** Action and status together mean both. */
function statusesOf(query: Query): string[] | undefined {
  const statuses = merged(textsOf(query, 'status'), textsOf(query, 'stack_status'));
  const actions = textsOf(query, 'action')?.map((action) => action.toUpperCase());
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
