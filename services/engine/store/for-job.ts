import type { DataSource } from 'typeorm';

/** What runs SQL: the database, or a transaction on it. */
export type Queries = Pick<DataSource, 'query'>;

/** One run of one job, as its row has it. */
export interface JobRun {
  readonly stack: string;
  readonly ordinal: number;
  readonly fence: number;
}

/** The job is not the newest run of its instance any more, and nothing was done. */
export class StaleJob extends Error {
  override readonly name = 'StaleJob';
}

/**
 * Does something for a job that is written down, in one transaction, while which nothing else is done for it and no newer run of it can
 * begin: that one sees what was done.
 * @param work is given the tenant of the job's stack
 * @throws StaleJob
 */
export function forJob<T>(
  database: DataSource,
  { stack, ordinal, fence }: JobRun,
  work: (transaction: Queries, tenant: string) => Promise<T>,
): Promise<T> {
  return database.transaction(async (transaction) => {
    const [job] = await transaction.query<{ tenant: string }[]>(
      `SELECT stack.tenant FROM job JOIN stack ON stack.id = job.stack
        WHERE job.stack = $1 AND job.ordinal = $2 AND job.fence = $3 FOR UPDATE OF job`,
      [stack, ordinal, fence],
    );
    if (!job) throw new StaleJob(`no job of ${stack}/${String(ordinal)} has fence ${String(fence)}`);
    return work(transaction, job.tenant);
  });
}
