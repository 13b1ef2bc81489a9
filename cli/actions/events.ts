import type { StackEvent } from '../client.js';
import { exitCodes } from '../exit-code.js';
import { eventLine } from '../progress/event-line.js';
import type { Session } from '../session.js';
import { fields } from '../table.js';

export interface EventOptions {
  readonly follow?: boolean;
  readonly resource?: string;
  readonly limit: number;
}

/** Oldest first. With `--follow` until Ctrl-C; then JSON comes one event a line. */
export async function listEvents(session: Session, name: string, options: EventOptions): Promise<number> {
  const { client } = session;
  const ref = await client.find(name);
  const { limit, resource } = options;
  const ofResource = resource !== undefined && !options.follow;
  const newest = ofResource
    ? await client.listResourceEvents(ref, resource, { limit })
    : await client.listEvents(ref, { limit, resource_name: resource });
  const events = [...newest].reverse();
  if (session.json && !options.follow) session.sayJson(events);
  else for (const event of events) sayEvent(session, event);
  if (!options.follow) return exitCodes.ok;

  const stop = new AbortController();
  const interrupt = () => {
    stop.abort();
  };
  process.once('SIGINT', interrupt);
  try {
    const after = events.at(-1)?.sequence ?? (await client.lastSequence(ref));
    for await (const event of client.followEvents(ref, after, stop.signal)) {
      if (options.resource === undefined || options.resource === event.resource_name)
        sayEvent(session, event);
    }
  } finally {
    process.removeListener('SIGINT', interrupt);
  }
  return exitCodes.ok;
}

export async function showEvent(
  session: Session,
  name: string,
  resource: string,
  id: string,
): Promise<number> {
  const event = await session.client.showEvent(await session.client.find(name), resource, id);
  if (session.json) session.sayJson(event);
  else
    session.say(
      fields({
        id: event.id,
        number: String(event.sequence),
        time: event.event_time,
        resource: event.resource_name,
        type: event.resource_type,
        status: event.resource_status,
        reason: event.resource_status_reason,
        'physical id': event.physical_resource_id || undefined,
      }),
    );
  return exitCodes.ok;
}

function sayEvent(session: Session, event: StackEvent): void {
  session.say(session.json ? `${JSON.stringify(event)}\n` : `${eventLine(event)}\n`);
}
