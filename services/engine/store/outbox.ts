import type { DataSource } from 'typeorm';
import type { Behind, Outbox, OutboxEvent } from '../app/event-sink.js';
import type { EventRow } from '../app/store-port.js';
import { eventView } from './events.js';

/** The outbox on PostgreSQL. Nothing of it is written in a turn: how far a sink has come is written once a batch. */
export class OutboxTable implements Outbox {
  constructor(private readonly database: DataSource) {}

  async register(sink: string): Promise<void> {
    await this.database.query(
      `WITH known AS (
         INSERT INTO event_sink (name) VALUES ($1)
         ON CONFLICT (name) DO UPDATE SET heard_at = now() RETURNING xmax = 0 AS made)
       INSERT INTO event_cursor (sink, stack, event)
       SELECT $1, stack.id, stack.event FROM known JOIN stack ON known.made AND stack.event > 0`,
      [sink],
    );
  }

  behind(...[sink, shards, most]: Parameters<Outbox['behind']>): Promise<Behind> {
    return stacksBehind(this.database, sink, shards, most);
  }

  async next(...[sink, stackIds, shards, most]: Parameters<Outbox['next']>): Promise<OutboxEvent[]> {
    const rows = await this.database.query<(EventRow & StackColumns)[]>(
      `SELECT page.*, stack.name AS "stackName", stack.tenant, stack.description, stack.tags,
              stack.created_at AS "createdAt", stack.updated_at AS "updatedAt"
         FROM unnest($2::uuid[]) WITH ORDINALITY AS wanted (id, place)
         JOIN stack ON stack.id = wanted.id
         JOIN unnest($3::smallint[], $4::bigint[]) AS held (id, epoch) ON held.id = stack.shard
         JOIN shard ON shard.id = held.id AND shard.epoch = held.epoch
         LEFT JOIN event_cursor ON event_cursor.sink = $1 AND event_cursor.stack = stack.id
         CROSS JOIN LATERAL (
           SELECT event.* FROM event
            WHERE event.stack = stack.id AND event.event > coalesce(event_cursor.event, 0)
            ORDER BY event.event LIMIT $5) AS page
        ORDER BY wanted.place, page.event LIMIT $5`,
      [sink, stackIds, shards.map(({ id }) => id), shards.map(({ epoch }) => epoch), most],
    );
    return rows.map(outboxEvent);
  }

  /** In the order of their keys, or two engines would wait for each other while a shard changes hands. */
  async advance(...[sink, reached]: Parameters<Outbox['advance']>): Promise<void> {
    await this.database.query(
      `INSERT INTO event_cursor (sink, stack, event)
       SELECT $1, row.stack, row.event FROM unnest($2::uuid[], $3::bigint[]) AS row (stack, event) ORDER BY row.stack
       ON CONFLICT (sink, stack) DO UPDATE SET event = excluded.event WHERE event_cursor.event < excluded.event`,
      [sink, reached.map(({ stack }) => stack), reached.map(({ event }) => event)],
    );
  }
}

/** @param among which stacks, as a condition in SQL; empty: all of the shards */
export async function stacksBehind(
  database: DataSource,
  sink: string,
  shards: readonly number[],
  most: number,
  among = '',
): Promise<Behind> {
  const rows = await database.query<{ id: string; stacks: number; events: number; oldest: number | null }[]>(
    `WITH late AS (
       SELECT stack.id, stack.event - coalesce(event_cursor.event, 0) AS events, first.time
         FROM stack
         LEFT JOIN event_cursor ON event_cursor.sink = $1 AND event_cursor.stack = stack.id
         LEFT JOIN LATERAL (
           SELECT event.time FROM event
            WHERE event.stack = stack.id AND event.event > coalesce(event_cursor.event, 0)
            ORDER BY event.event LIMIT 1) AS first ON true
        WHERE stack.shard = ANY ($2::smallint[]) AND stack.event > coalesce(event_cursor.event, 0) ${among})
     SELECT id, (count(*) OVER ())::int AS stacks, (sum(events) OVER ())::float8 AS events, min(time) OVER () AS oldest
       FROM late ORDER BY time, id LIMIT $3`,
    [sink, shards, most],
  );
  const { stacks = 0, events = 0, oldest = null } = rows[0] ?? {};
  return { stackIds: rows.map(({ id }) => id), stacks, events, oldestMs: oldest };
}

export function outboxEvent(row: EventRow & StackColumns): OutboxEvent {
  return {
    ...eventView(row),
    stack: {
      id: row.stack,
      name: row.stackName,
      tenant: row.tenant,
      description: row.description,
      tags: row.tags,
      createdAt: row.createdAt,
      updatedAt: row.updatedAt,
    },
  };
}

export interface StackColumns {
  readonly stackName: string;
  readonly tenant: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly createdAt: Date;
  readonly updatedAt: Date | null;
}
