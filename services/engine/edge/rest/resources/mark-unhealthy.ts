import { z } from 'zod';
import { IsothermError } from '../../../../../lib/errors.js';
import { storableText } from '../../../../../lib/hot/storable-text.js';
import type { ResourceRequest } from '../../../app/use-cases/requests.js';
import { jsonNull } from '../http/answers.js';
import type { RestApp, RestContext } from '../context.js';
import { resourceNamed } from './find-resource.js';
import { flagOf } from '../stacks/goal-body.js';
import { sendNull } from '../http/null-body.js';
import { resourceParams, STACK, stackOf } from '../stacks/stack-of.js';

const body = z.looseObject({
  mark_unhealthy: z.union([z.boolean(), z.string()]).optional(),
  resource_status_reason: storableText.nullish(),
});

export function markUnhealthyRoute(app: RestApp, { useCases }: RestContext): void {
  app.patch(
    `${STACK}/resources/:resource`,
    {
      config: { action: 'resource:mark_unhealthy' },
      schema: {
        tags: ['resources'],
        summary:
          'Marks a resource, by its name or physical id, as unhealthy, so that it is made anew; or as healthy',
        params: resourceParams,
        body,
        response: jsonNull,
      },
    },
    async (request, reply) => {
      const stack = await stackOf(useCases, request.params);
      const asked = markOf(request.body);
      const resource = await resourceNamed(useCases, stack, request.params.resource);
      await useCases.requests.actOnResource(stack.tenant, stack.id, resource, asked);
      return sendNull(reply);
    },
  );
}

/** @throws IsothermError `request.invalid`, in Heat's words */
function markOf({
  mark_unhealthy: mark,
  resource_status_reason: reason,
  ...others
}: z.infer<typeof body>): ResourceRequest {
  const unknown = Object.keys(others);
  if (unknown.length > 0) {
    const names = unknown.map((name) => `'${name.slice(0, 80)}'`).join(', ');
    throw new IsothermError('request.invalid', `Invalid keys in resource mark unhealthy {${names}}`);
  }
  if (mark === undefined) {
    throw new IsothermError(
      'request.invalid',
      'Missing mandatory (mark_unhealthy) key from mark unhealthy request',
    );
  }
  if (!flagOf(mark, 'mark_unhealthy')) return { kind: 'healthy' };
  return { kind: 'unhealthy', reason: reason || 'state changed by resource_mark_unhealthy api' };
}
