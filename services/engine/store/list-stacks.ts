import type { DataSource } from 'typeorm';
import type { StackSummary } from '../app/use-cases/use-cases.js';
import type { StackQuery } from '../app/use-cases/stack-query.js';
import { isUuid } from './is-uuid.js';
import { STACK_COLUMNS } from './stacks.js';

const SORT_COLUMNS = {
  stack_name: 'name',
  stack_status: 'status',
  creation_time: '"createdAt"',
  // What was never updated counts as the newest: with a null no page could go on behind it.
  updated_time: `coalesce("updatedAt", 'infinity')`,
} as const;
const STACKS = `(SELECT ${STACK_COLUMNS} FROM stack) AS stacks`;

/** A page costs what is on it, not what comes before it, by the default order and without filters. */
export async function listStacks(
  database: DataSource,
  tenant: string,
  query: StackQuery,
): Promise<StackSummary[]> {
  const values: unknown[] = [];
  const put = (value: unknown) => `$${String(values.push(value))}`;
  const direction = query.sortDir === 'asc' ? 'ASC' : 'DESC';
  const sorted = query.sortKeys?.length ? query.sortKeys : (['creation_time'] as const);
  const keys = sorted.map((key) => SORT_COLUMNS[key]);
  const ofTenant = query.allTenants ? 'TRUE' : `tenant = ${put(tenant)}`;
  const { marker } = query;
  const marked = marker !== undefined && isUuid(marker) ? put(marker) : undefined;
  const conditions = [
    ofTenant,
    ...filters(query, put),
    ...(marked === undefined ? [] : [behindMarked(keys, direction)]),
  ];
  return database.query<StackSummary[]>(
    `${marked === undefined ? '' : `WITH marked AS (SELECT * FROM ${STACKS} WHERE ${ofTenant} AND id = ${marked}::uuid)`}
     SELECT * FROM ${STACKS} WHERE ${conditions.join(' AND ')}
      ORDER BY ${keys.map((key) => `${key} ${direction}`).join(', ')}, id LIMIT ${put(query.limit ?? null)}`,
    values,
  );
}

/** Only those that the query speaks of, so that an index can serve them. */
function filters(query: StackQuery, put: (value: unknown) => string): string[] {
  const { names, ids, statuses, tags, tagsAny, notTags, notTagsAny, tenants, usernames } = query;
  const status = statuses && put(statuses.map((each) => each.toUpperCase()));
  return [
    query.showDeleted ? undefined : `"deletedAt" IS NULL`,
    names && `name = ANY(${put(names)}::text[])`,
    ids && `id = ANY(${put(ids.filter(isUuid))}::uuid[])`,
    status && `(status = ANY(${status}::text[]) OR action || '_' || status = ANY(${status}::text[]))`,
    tags && `tags @> ${put(tags)}::text[]`,
    tagsAny && `tags && ${put(tagsAny)}::text[]`,
    notTags && `NOT tags @> ${put(notTags)}::text[]`,
    notTagsAny && `NOT tags && ${put(notTagsAny)}::text[]`,
    tenants && `tenant = ANY(${put(tenants)}::text[])`,
    usernames && `username = ANY(${put(usernames)}::text[])`,
  ].filter((condition) => condition !== undefined);
}

/** All, where there is no such stack. That the first key is not before the marked one's follows from the rest; an index can begin there. */
function behindMarked(keys: readonly string[], direction: 'ASC' | 'DESC'): string {
  const beyond = direction === 'ASC' ? '>' : '<';
  const those = `(${keys.join(', ')})`;
  const marked = `(SELECT ${keys.join(', ')} FROM marked)`;
  const behind = `${those} ${beyond} ${marked} OR ${those} = ${marked} AND id > (SELECT id FROM marked)`;
  const nowhere = direction === 'ASC' ? '-infinity' : 'infinity';
  const bound = `"createdAt" ${beyond}= coalesce((SELECT "createdAt" FROM marked), '${nowhere}')`;
  return `(NOT EXISTS (SELECT FROM marked) OR ${behind})${keys[0] === SORT_COLUMNS.creation_time ? ` AND ${bound}` : ''}`;
}
