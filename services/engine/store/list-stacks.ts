import type { DataSource } from 'typeorm';
import type { StackSummary } from '../app/use-cases/use-cases.js';
import type { StackQuery } from '../app/use-cases/stack-query.js';
import { isUuid } from './is-uuid.js';
import { STACK_COLUMNS, type StackRecord } from './stacks.js';
import { modesOf } from './stored-goals.js';

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
  const { marked, page, values } = pageOf(tenant, query);
  return database.query<StackSummary[]>(`${marked} ${page}`, values);
}

/** How many the query means, on all its pages. */
export async function countStacks(database: DataSource, tenant: string, query: StackQuery): Promise<number> {
  const values: unknown[] = [];
  const put = (value: unknown) => `$${String(values.push(value))}`;
  const [counted] = await database.query<{ count: number }[]>(
    `SELECT count(*)::int AS count FROM ${STACKS} WHERE ${[ofTenant(tenant, query, put), ...filters(query, put)].join(' AND ')}`,
    values,
  );
  return counted?.count ?? 0;
}

/** What is shown of a stack, but for what it is made of. */
export interface StackDetails
  extends StackSummary, Pick<StackRecord, 'disableRollback' | 'timeoutMins' | 'protected' | 'modes'> {
  /** Of the compiled template, maybe sealed; null: it never had one. */
  readonly view: string | null;
}

/** As `listStacks`; the view is that of the newest revision whose goal has a template. */
export async function listStackDetails(
  database: DataSource,
  tenant: string,
  query: StackQuery,
): Promise<StackDetails[]> {
  const { marked, page, order, values } = pageOf(tenant, query);
  const rows = await database.query<StackDetails[]>(
    `${marked} SELECT * FROM (${page}) AS page, LATERAL (
       SELECT stack.disable_rollback AS "disableRollback", stack.timeout_mins AS "timeoutMins", stack.protected, newest.modes, (
                SELECT base.view FROM revision JOIN revision AS base ON base.stack = revision.stack AND base.number = revision.base
                 WHERE revision.stack = stack.id AND base.template IS NOT NULL ORDER BY revision.number DESC LIMIT 1) AS view
         FROM stack JOIN revision AS newest ON newest.stack = stack.id AND newest.number = stack.revision
        WHERE stack.id = page.id) AS details ORDER BY ${order}`,
    values,
  );
  return rows.map((row) => ({ ...row, modes: modesOf(row.modes) }));
}

/** The statement that reads a page, behind `marked`, and how it is ordered. */
function pageOf(tenant: string, query: StackQuery) {
  const values: unknown[] = [];
  const put = (value: unknown) => `$${String(values.push(value))}`;
  const direction = query.sortDir === 'asc' ? 'ASC' : 'DESC';
  const sorted = query.sortKeys?.length ? query.sortKeys : (['creation_time'] as const);
  const keys = sorted.map((key) => SORT_COLUMNS[key]);
  const owned = ofTenant(tenant, query, put);
  const { marker } = query;
  const marked = marker !== undefined && isUuid(marker) ? put(marker) : undefined;
  const conditions = [
    owned,
    ...filters(query, put),
    ...(marked === undefined ? [] : [behindMarked(keys, direction)]),
  ];
  const order = `${keys.map((key) => `${key} ${direction}`).join(', ')}, id`;
  return {
    marked:
      marked === undefined
        ? ''
        : `WITH marked AS (SELECT * FROM ${STACKS} WHERE ${owned} AND id = ${marked}::uuid)`,
    page: `SELECT * FROM ${STACKS} WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT ${put(query.limit ?? null)}`,
    order,
    values,
  };
}

function ofTenant(tenant: string, { allTenants }: StackQuery, put: (value: unknown) => string): string {
  return allTenants ? 'TRUE' : `tenant = ${put(tenant)}`;
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
