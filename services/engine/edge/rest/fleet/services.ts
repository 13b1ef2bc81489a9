import { z } from 'zod';
import type { ServiceView } from '../../../app/use-cases/services.js';
import type { RestApp, RestContext } from '../context.js';
import { heatTimeOrNull } from '../http/heat-time.js';
import { tenantParams } from '../stacks/stack-of.js';

const tags = ['services'];

const serviceBody = z.object({
  id: z.string(),
  binary: z.string(),
  engine_id: z.string(),
  host: z.string(),
  hostname: z.string(),
  topic: z.string(),
  report_interval: z.int().meta({ description: 'In seconds; 0: its stream says whether it is there' }),
  status: z.enum(['up', 'down']),
  created_at: z.string().nullable(),
  updated_at: z.string().nullable().meta({ description: 'When it was heard of last' }),
  deleted_at: z.null(),
  kind: z.enum(['engine', 'worker', 'observer']),
  node: z.string(),
  version: z.string(),
  address: z.string().meta({ description: 'Where workers and observers reach an engine' }),
  shards: z.int().nullable(),
  stacks: z.int().nullable().meta({ description: 'Stacks in the memory of an engine' }),
  facts_queued: z.int().nullable().meta({ description: 'How far an engine is behind' }),
  jobs: z.int().nullable().meta({ description: 'In flight; of a worker over all engines' }),
  resources_parked: z.int().nullable(),
  watches: z.int().nullable().meta({ description: 'Of an observer those that this engine gave it' }),
  free_slots: z.int().nullable().meta({ description: 'Of a worker, for jobs of this engine' }),
  draining: z.boolean(),
});

/** Heat's list of engines, with workers and observers. */
export function serviceRoutes(app: RestApp, { useCases }: RestContext): void {
  app.get(
    '/v1/:tenant/services',
    {
      config: { action: 'service:index' },
      schema: {
        tags,
        summary: 'Engines, workers and observers',
        params: tenantParams,
        response: { 200: z.object({ services: z.array(serviceBody) }) },
      },
    },
    async () => ({ services: (await useCases.services.listServices()).map(bodyOf) }),
  );

  const params = tenantParams.extend({ serviceId: z.string() });
  const response = { 200: z.object({ service: serviceBody }) };
  app.post(
    '/v1/:tenant/services/:serviceId/drain',
    {
      config: { action: 'service:drain' },
      schema: { tags, summary: 'A worker takes nothing more, at all engines', params, response },
    },
    async (request) => ({ service: bodyOf(await useCases.services.drainWorker(request.params.serviceId)) }),
  );
  app.post(
    '/v1/:tenant/services/:serviceId/undrain',
    { config: { action: 'service:undrain' }, schema: { tags, summary: 'Takes that back', params, response } },
    async (request) => ({ service: bodyOf(await useCases.services.undrainWorker(request.params.serviceId)) }),
  );
}

function bodyOf(service: ServiceView): z.infer<typeof serviceBody> {
  const { id, kind, node, version, address } = service;
  return {
    id,
    binary: `isotherm-${kind}`,
    engine_id: id,
    host: node,
    hostname: node,
    topic: kind,
    report_interval: Math.round(service.reportIntervalMs / 1_000),
    status: service.up ? 'up' : 'down',
    created_at: heatTimeOrNull(service.startedAt),
    updated_at: heatTimeOrNull(service.seenAt),
    deleted_at: null,
    kind,
    node,
    version,
    address,
    shards: service.shards,
    stacks: service.stacks,
    facts_queued: service.facts,
    jobs: service.jobs,
    resources_parked: service.parked,
    watches: service.watches,
    free_slots: service.free,
    draining: service.draining,
  };
}
