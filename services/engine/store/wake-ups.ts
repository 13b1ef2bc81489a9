import type { PoolClient } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';

const REVISION = 'isotherm_revision';
const FOLLOW = 'isotherm_follow';
const EVENTS = 'isotherm_events';
const FLEET = 'isotherm_fleet';
const RETRY_MS = 1_000;
/** Ids of a notification: its payload ends at 8,000 bytes. */
const IDS = 200;

/** Tells all engines, when the transaction is committed, that a goal was written: a part of a SELECT. */
export const NOTIFY_REVISION = `pg_notify('${REVISION}', '')`;

/** As above: what is ordered of the fleet has changed. */
export const NOTIFY_FLEET = `pg_notify('${FLEET}', '')`;

/** Tells all engines that a goal was written. A lost notification costs time only: each also looks by itself. */
export async function notifyRevision(database: DataSource): Promise<void> {
  await database.query(`SELECT ${NOTIFY_REVISION}`);
}

/** Asks whoever has the stacks to say so when something happens to them. */
export async function notifyFollowed(database: DataSource, stackIds: readonly string[]): Promise<void> {
  await notifyIds(database, FOLLOW, stackIds);
}

/** Something has happened to these stacks, which are followed elsewhere. */
export async function notifyEvents(database: DataSource, stackIds: readonly string[]): Promise<void> {
  await notifyIds(database, EVENTS, stackIds);
}

async function notifyIds(database: DataSource, channel: string, ids: readonly string[]): Promise<void> {
  for (let i = 0; i < ids.length; i += IDS)
    await database.query(`SELECT pg_notify($1, $2)`, [channel, ids.slice(i, i + IDS).join(' ')]);
}

export interface WakeUpListener {
  /** A goal was written, or may have been: called at every (re)connect, since we were deaf before (R22). */
  readonly revision: () => void;
  readonly followed: (stackIds: readonly string[]) => void;
  readonly events: (stackIds: readonly string[]) => void;
  /** What is ordered of the fleet may have changed: called at every (re)connect too. */
  readonly fleet: () => void;
}

/** What engines tell each other through the database. All of it may be lost: it saves waiting, and decides nothing. */
export class WakeUps {
  private runner: QueryRunner | undefined;
  private stopped = false;
  private retry: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: DataSource,
    private readonly listener: WakeUpListener,
    private readonly log: { warn(details: object, message: string): void },
  ) {}

  async start(): Promise<void> {
    const runner = this.database.createQueryRunner();
    this.runner = runner;
    const client = (await runner.connect()) as PoolClient;
    client.on('notification', ({ channel, payload = '' }) => {
      this.heard(channel, payload);
    });
    client.once('error', (error) => {
      this.restart(error);
    });
    for (const channel of [REVISION, FOLLOW, EVENTS, FLEET]) await client.query(`LISTEN ${channel}`);
    this.listener.revision();
    this.listener.fleet();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    await this.runner?.release();
  }

  private heard(channel: string, payload: string): void {
    if (channel === REVISION) this.listener.revision();
    else if (channel === FLEET) this.listener.fleet();
    else if (channel === FOLLOW) this.listener.followed(payload.split(' '));
    else this.listener.events(payload.split(' '));
  }

  private restart(error: unknown): void {
    if (this.stopped) return;
    this.log.warn({ err: error }, 'the connection that hears of other engines broke; connecting again');
    void this.runner?.release().catch(() => undefined);
    this.retry = setTimeout(() => {
      this.start().catch((again: unknown) => {
        this.restart(again);
      });
    }, RETRY_MS);
    this.retry.unref();
  }
}
