import { z } from 'zod';
import { textAnswer } from '../http/answers.js';
import type { RestApp, RestContext } from '../context.js';

const readiness = z.object({ ready: z.boolean(), waits_for: z.string().optional() });

/** For load balancers and supervisors; open to everyone, since they tell nothing of any stack. */
export function healthRoutes(app: RestApp, { waitsFor }: RestContext): void {
  for (const url of ['/healthcheck', '/healthz']) {
    const response = textAnswer('text/plain', 'OK');
    const schema = { tags: ['health'], summary: 'Answers while the process does', response };
    app.get(url, { config: { action: 'probe' }, schema }, (_request, reply) => {
      void reply.type('text/plain').send('OK');
    });
  }
  app.get(
    '/readyz',
    {
      config: { action: 'probe' },
      schema: {
        tags: ['health'],
        summary: 'Whether the engine can do its work',
        response: { 200: readiness, 503: readiness },
      },
    },
    (_request, reply) => {
      const reason = waitsFor();
      if (reason === undefined) void reply.code(200).send({ ready: true });
      else void reply.code(503).send({ ready: false, waits_for: reason });
    },
  );
}
