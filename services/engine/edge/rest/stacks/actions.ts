import { z } from 'zod';
import { IsothermError } from '../../../../../lib/errors.js';
import type { StackRequest } from '../../../app/use-cases/requests.js';
import { acceptedDriftBody, acceptedDriftSchema } from './accepted-drift.js';
import { demand } from '../http/authorise.js';
import type { RestApp, RestContext } from '../context.js';
import { resourceNamed } from '../resources/find-resource.js';
import { sendNull } from '../http/null-body.js';
import { actionsBody, oneAction } from './one-action.js';
import { resourceParams, STACK, stackOf, stackParams } from './stack-of.js';

const response = {
  200: z
    .union([z.null(), acceptedDriftSchema])
    .meta({ description: 'null, but for accept_drift, which says what it accepted' }),
};

/** Heat's, then ours. */
const stackActions = [
  'suspend', 'resume', 'check', 'cancel_update', 'cancel_without_rollback',
  'pause', 'unpause', 'protect', 'unprotect', 'accept_drift',
] as const satisfies readonly (StackRequest | 'accept_drift')[]; // prettier-ignore

const resourceActions = ['check', 'skip', 'unskip', 'forget', 'restore', 'accept_drift'] as const;

export function actionRoutes(app: RestApp, { useCases }: RestContext): void {
  app.post(
    `${STACK}/actions`,
    {
      config: { action: 'actions:action' },
      schema: {
        tags: ['actions'],
        summary: 'Asks something of the stack as it is',
        params: stackParams,
        body: actionsBody(stackActions),
        response,
      },
    },
    async (request, reply) => {
      const { params, body } = request;
      const { tenant, id } = await stackOf(useCases, params);
      const action = oneAction(body, stackActions);
      demand(request, `actions:${action}`);
      if (action === 'accept_drift') return acceptedDriftBody(await useCases.drift.acceptDrift(tenant, id));
      await useCases.requests.act(tenant, id, action);
      return sendNull(reply);
    },
  );

  app.post(
    `${STACK}/resources/:resource/actions`,
    {
      config: { action: 'resource:action' },
      schema: {
        tags: ['actions'],
        summary: 'Ours: asks something of one resource, by its name or physical id',
        params: resourceParams,
        body: actionsBody(resourceActions),
        response,
      },
    },
    async ({ params, body }, reply) => {
      const stack = await stackOf(useCases, params);
      const kind = oneAction(body, resourceActions);
      const { tenant, id } = stack;
      const resource = await resourceNamed(useCases, stack, params.resource);
      if (kind === 'accept_drift') {
        return acceptedDriftBody(await useCases.drift.acceptDrift(tenant, id, resource));
      }
      if (kind === 'restore') {
        await useCases.snapshots.restoreResource(tenant, id, resource, snapshotOf(body));
        return sendNull(reply);
      }
      await useCases.requests.actOnResource(tenant, id, resource, { kind });
      return sendNull(reply);
    },
  );
}

/** Of `restore` alone the value counts. @throws IsothermError `request.invalid` */
function snapshotOf(body: Readonly<Record<string, unknown>> | null | undefined): string | undefined {
  const id = body?.['restore'] ?? undefined;
  if (id === undefined || (typeof id === 'string' && id !== '')) return id;
  throw new IsothermError(
    'request.invalid',
    `restore takes the id of a snapshot, or null for the newest, not ${JSON.stringify(id).slice(0, 80)}`,
  );
}
