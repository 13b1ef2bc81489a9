import { z } from 'zod';
import { IsothermError } from '../../../../../lib/errors.js';
import { jsonNull } from '../http/answers.js';
import type { RestApp, RestContext } from '../context.js';
import { resourceNamed } from './find-resource.js';
import { sendNull } from '../http/null-body.js';
import { resourceParams, STACK, stackOf } from '../stacks/stack-of.js';

const body = z
  .unknown()
  .meta({ description: '`{"unset_hook": "pre-create"}` lets the resource go on from that hook' });

/** Heat's. No type takes signals of its own yet. */
export function signalRoute(app: RestApp, { useCases }: RestContext): void {
  app.post(
    `${STACK}/resources/:resource/signal`,
    {
      config: { action: 'resource:signal' },
      schema: {
        tags: ['resources'],
        summary: 'Clears a hook that holds a resource, by its name or physical id',
        params: resourceParams,
        body,
        response: jsonNull,
      },
    },
    async (request, reply) => {
      const stack = await stackOf(useCases, request.params);
      const resource = await resourceNamed(useCases, stack, request.params.resource);
      const hook = hookIn(request.body);
      if (hook === undefined)
        throw new IsothermError('resource.not-signalled', 'signal is not supported for resource.');
      await useCases.requests.actOnResource(stack.tenant, stack.id, resource, { kind: 'clear-hook', hook });
      return sendNull(reply);
    },
  );
}

function hookIn(details: unknown): string | undefined {
  if (typeof details !== 'object' || details === null || !('unset_hook' in details)) return undefined;
  const { unset_hook: hook } = details;
  return typeof hook === 'string' ? hook.slice(0, 80) : JSON.stringify(hook).slice(0, 80);
}
