import type { DataSource } from 'typeorm';
import type { LogView } from '../app/use-cases/use-cases.js';

export interface LogLineRow {
  readonly stack: string;
  readonly name: string;
  readonly time: number;
  readonly action: string;
  readonly line: string;
  /** The run that said it. */
  readonly ordinal: number;
  readonly fence: number;
}

export async function saveLogLines(database: DataSource, lines: readonly LogLineRow[]): Promise<void> {
  await database.query(
    `INSERT INTO log_line (stack, name, time, action, line, ordinal, fence)
     SELECT * FROM jsonb_to_recordset($1::jsonb) AS row (stack uuid, name text, time float8, action text, line text, ordinal int, fence int)`,
    [JSON.stringify(lines)],
  );
}

/** The newest lines of a resource, oldest first. */
export async function loadLogLines(
  database: DataSource,
  stack: string,
  name: string,
  limit: number,
): Promise<LogView[]> {
  const rows = await database.query<{ time: number; action: string; line: string }[]>(
    `SELECT time, action, line FROM log_line WHERE stack = $1 AND name = $2 ORDER BY id DESC LIMIT $3`,
    [stack, name, limit],
  );
  return rows.reverse().map(({ time, action, line }) => ({ time: new Date(time), action, line }));
}
