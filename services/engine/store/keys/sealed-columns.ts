/** A column that holds sealed texts, and how its rows are found. */
export interface SealedColumn {
  readonly table: string;
  /** Of the primary key: name and type. */
  readonly key: readonly (readonly [name: string, type: string])[];
  readonly column: string;
  /** JSON with sealed texts in it; absent: the whole value is one. */
  readonly within?: {
    readonly type: 'text' | 'jsonb';
    /** What stands before each, as the value is written. */
    readonly before: string;
  };
}

const ofStack = (...more: readonly (readonly [string, string])[]) => [['stack', 'uuid'], ...more] as const;
const revision = { table: 'revision', key: ofStack(['number', 'integer']) };
const deployment = { table: 'software_deployment', key: [['id', 'uuid']] as const };
const instance = { table: 'instance', key: ofStack(['ordinal', 'integer']) };

/** All of them. What is sealed and is not here is lost with its key: `writtenGoal`, `instanceRow` and the others that seal. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'installation', key: [['single', 'boolean']], column: 'digest_key' },
  { table: 'blob', key: [['hash', 'text']], column: 'content' },
  { ...revision, column: 'request' },
  { ...revision, column: 'goal' },
  { ...revision, column: 'view' },
  { ...revision, column: 'event_sinks' },
  { ...revision, column: 'modes', within: { type: 'jsonb', before: '"data": "' } },
  { ...instance, column: 'applied' },
  { ...instance, column: 'seen' },
  { ...instance, column: 'state', within: { type: 'text', before: '"c":"' } },
  {
    table: 'snapshot_resource',
    key: ofStack(['revision', 'integer'], ['name', 'text']),
    column: 'data',
  },
  { table: 'software_config', key: [['id', 'uuid']], column: 'definition' },
  ...['input_values', 'output_values', 'reason'].map((column) => ({ ...deployment, column })),
];

export function columnName({ table, column }: SealedColumn): string {
  return `${table}.${column}`;
}

/** As a pattern of PostgreSQL and of JavaScript both: what stands before a key's id. */
export function sealedBefore({ within }: SealedColumn): string {
  return within ? `${within.before}sealed:` : '^sealed:';
}
