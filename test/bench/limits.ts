import pg from 'pg';

/** What the machine can do at best, in the same run: what the engine is measured against. */
export interface Limits {
  /** Durable commits of one row, one after another. */
  readonly commitsPerSecond: number;
  /** Rows inserted in statements of 256. */
  readonly batchedRowsPerSecond: number;
}

export async function measureLimits(url: string): Promise<Limits> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`CREATE TABLE bench_limit (id int PRIMARY KEY, value text) WITH (fillfactor = 60)`);
  await client.query(`INSERT INTO bench_limit VALUES (0, '')`);
  const update = (i: number) =>
    client.query({
      name: 'one',
      text: `UPDATE bench_limit SET value = $1 WHERE id = 0`,
      values: [String(i)],
    });
  const commitsPerSecond = await rate(1_500, update);
  const rows = (i: number) =>
    JSON.stringify(Array.from({ length: 256 }, (_, k) => ({ id: 1 + i * 256 + k, value: 'x'.repeat(300) })));
  const insert = (i: number) =>
    client.query({
      name: 'many',
      text: `INSERT INTO bench_limit SELECT * FROM jsonb_to_recordset($1::jsonb) AS row (id int, value text)`,
      values: [rows(i)],
    });
  const batchedRowsPerSecond = 256 * (await rate(60, insert));
  await client.query(`DROP TABLE bench_limit`);
  await client.end();
  return { commitsPerSecond, batchedRowsPerSecond };
}

async function rate(n: number, step: (i: number) => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  for (let i = 0; i < n; i += 1) await step(i);
  return n / ((performance.now() - begun) / 1_000);
}
