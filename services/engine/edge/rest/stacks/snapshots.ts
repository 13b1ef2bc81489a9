import { z } from 'zod';
import { storableText } from '../../../../../lib/hot/storable-text.js';
import type { SnapshotView } from '../../../app/use-cases/snapshots.js';
import { acceptedBody, acceptedSchema } from './accepted.js';
import { allowedGoal } from './allowed-goal.js';
import { noContent } from '../http/answers.js';
import type { RestApp, RestContext } from '../context.js';
import { heatTime } from '../http/heat-time.js';
import { demandedPlan, planBody, planOf, planSchema } from './plan-view.js';
import { STACK, stackOf, stackParams } from './stack-of.js';

const tags = ['snapshots'];
const snapshotParams = stackParams.extend({ snapshotId: z.string() });
const nameBody = z.looseObject({ name: storableText.max(255).nullish() }).nullish();

const snapshotSchema = z.object({
  id: z.string(),
  name: z.string().nullable(),
  status: z.enum(['IN_PROGRESS', 'COMPLETE', 'FAILED']),
  status_reason: z.string().nullable(),
  data: z
    .record(z.string(), z.unknown())
    .nullable()
    .meta({ description: 'Template and resources as they were; null until they are known' }),
  creation_time: z.string(),
});

/** Snapshots of stacks, with Heat's shapes: the one that is taken is answered without a key around it. */
export function snapshotRoutes(app: RestApp, context: RestContext): void {
  takeAndListRoutes(app, context);
  oneRoutes(app, context);
}

function takeAndListRoutes(app: RestApp, { useCases }: RestContext): void {
  app.post(
    `${STACK}/snapshots`,
    {
      config: { action: 'stacks:snapshot' },
      schema: {
        tags,
        summary: 'Takes a snapshot; answers once that is asked for',
        params: stackParams,
        body: nameBody,
        response: { 200: snapshotSchema },
      },
    },
    async ({ params, body }) => {
      const { tenant, id } = await stackOf(useCases, params);
      return snapshotBody(await useCases.snapshots.takeSnapshot(tenant, id, body?.name ?? ''));
    },
  );

  app.get(
    `${STACK}/snapshots`,
    {
      config: { action: 'stacks:list_snapshots' },
      schema: {
        tags,
        summary: 'Snapshots of a stack',
        params: stackParams,
        response: { 200: z.object({ snapshots: z.array(snapshotSchema) }) },
      },
    },
    async ({ params }) => {
      const { tenant, id } = await stackOf(useCases, params);
      return { snapshots: (await useCases.snapshots.listSnapshots(tenant, id)).map(snapshotBody) };
    },
  );
}

function oneRoutes(app: RestApp, { useCases }: RestContext): void {
  app.get(
    `${STACK}/snapshots/:snapshotId`,
    {
      config: { action: 'stacks:show_snapshot' },
      schema: {
        tags,
        summary: 'One snapshot',
        params: snapshotParams,
        response: { 200: z.object({ snapshot: snapshotSchema }) },
      },
    },
    async ({ params }) => {
      const { tenant, id } = await stackOf(useCases, params);
      return { snapshot: snapshotBody(await useCases.snapshots.showSnapshot(tenant, id, params.snapshotId)) };
    },
  );

  app.delete(
    `${STACK}/snapshots/:snapshotId`,
    {
      config: { action: 'stacks:delete_snapshot' },
      schema: { tags, summary: 'Deletes a snapshot', params: snapshotParams, response: noContent },
    },
    async ({ params }, reply) => {
      const { tenant, id } = await stackOf(useCases, params);
      await useCases.snapshots.deleteSnapshot(tenant, id, params.snapshotId);
      return reply.code(204).send(null);
    },
  );

  app.post(
    `${STACK}/snapshots/:snapshotId/plan`,
    {
      config: { action: 'stacks:plan_snapshot' },
      schema: {
        tags,
        summary: 'Ours: what restoring it would do, but for what it brings back into things',
        params: snapshotParams,
        response: { 200: z.object({ plan: planSchema }) },
      },
    },
    async (request) => {
      const { params } = request;
      const { tenant, id } = await stackOf(useCases, params);
      const options = await allowedGoal(useCases, request, {});
      return { plan: planBody(await useCases.plans.planRestore(tenant, id, params.snapshotId, options)) };
    },
  );

  app.post(
    `${STACK}/snapshots/:snapshotId/restore`,
    {
      config: { action: 'stacks:restore_snapshot' },
      schema: {
        tags,
        summary: 'Makes the stack what it was; answers once that is its goal',
        params: snapshotParams,
        body: demandedPlan,
        response: { 202: acceptedSchema },
      },
    },
    async (request, reply) => {
      const { params, body } = request;
      const { tenant, id } = await stackOf(useCases, params);
      const options = await allowedGoal(useCases, request, planOf(body));
      await useCases.snapshots.restoreSnapshot(tenant, id, params.snapshotId, options);
      return reply.code(202).send(acceptedBody());
    },
  );
}

/** As Heat has it: what was not given, or is not known yet, is null. */
function snapshotBody({
  id,
  name,
  status,
  statusReason,
  createdAt,
  data,
}: SnapshotView): z.infer<typeof snapshotSchema> {
  return {
    id,
    name: name || null,
    status,
    status_reason: statusReason || null,
    data: Object.keys(data).length > 0 ? data : null,
    creation_time: heatTime(createdAt),
  };
}
