import { exitCodes } from '../exit-code.js';
import type { Session } from '../session.js';
import { fields, table } from '../table.js';

const HEADINGS = [
  'KIND', 'ID', 'NODE', 'VERSION', 'STATUS', 'SHARDS', 'STACKS', 'QUEUED', 'JOBS', 'PARKED', 'WATCHES', 'FREE',
]; // prettier-ignore

/** All engines, and the workers and observers that are connected to the one that answers. */
export async function listServices(session: Session): Promise<number> {
  const services = await session.client.fleet.listServices();
  if (session.json) session.sayJson(services);
  else {
    const rows = services.map((service) => [
      service.kind,
      service.id,
      service.node,
      service.version,
      service.draining ? `${service.status}, draining` : service.status,
      ...[
        service.shards,
        service.stacks,
        service.facts_queued,
        service.jobs,
        service.resources_parked,
        service.watches,
        service.free_slots,
      ].map((count) => (count === null ? '-' : String(count))),
    ]);
    session.say(table(HEADINGS, rows));
  }
  return exitCodes.ok;
}

/** Whether a worker takes new jobs. */
export async function drainWorker(
  session: Session,
  worker: string,
  what: 'drain' | 'undrain',
): Promise<number> {
  const service = await session.client.fleet.drain(worker, what);
  if (session.json) session.sayJson(service);
  else if (what === 'undrain') session.say(`Worker ${worker} takes jobs again.\n`);
  else session.say(`Worker ${worker} takes nothing more; it runs ${String(service.jobs ?? 0)} jobs.\n`);
  return exitCodes.ok;
}

export async function showBuild(session: Session): Promise<number> {
  const build = await session.client.fleet.buildInfo();
  if (session.json) session.sayJson(build);
  else {
    const parts = Object.entries(build).map(([part, { revision }]) => [part, revision] as const);
    session.say(fields(Object.fromEntries(parts)));
  }
  return exitCodes.ok;
}
