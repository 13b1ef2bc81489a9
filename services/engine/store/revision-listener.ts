import type { PoolClient } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';

const CHANNEL = 'isotherm_revision';
const RETRY_MS = 1_000;

/** Tells all engines, when the transaction is committed, that a goal was written: a part of a SELECT. */
export const NOTIFY_REVISION = `pg_notify('${CHANNEL}', '')`;

/** Tells all engines that a goal was written. A lost notification costs time only: each also looks by itself. */
export async function notifyRevision(database: DataSource): Promise<void> {
  await database.query(`SELECT ${NOTIFY_REVISION}`);
}

/** Hears of goals that other engines wrote; looks once at every (re)connect, since it was deaf before (R22). */
export class RevisionListener {
  private runner: QueryRunner | undefined;
  private stopped = false;
  private retry: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: DataSource,
    private readonly onRevision: () => void,
    private readonly log: { warn(details: object, message: string): void },
  ) {}

  async start(): Promise<void> {
    const runner = this.database.createQueryRunner();
    this.runner = runner;
    const client = (await runner.connect()) as PoolClient;
    client.on('notification', this.onRevision);
    client.once('error', (error) => {
      this.restart(error);
    });
    await client.query(`LISTEN ${CHANNEL}`);
    this.onRevision();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    await this.runner?.release();
  }

  private restart(error: unknown): void {
    if (this.stopped) return;
    this.log.warn({ err: error }, 'the connection that hears of new goals broke; connecting again');
    void this.runner?.release().catch(() => undefined);
    this.retry = setTimeout(() => {
      this.start().catch((again: unknown) => {
        this.restart(again);
      });
    }, RETRY_MS);
    this.retry.unref();
  }
}
