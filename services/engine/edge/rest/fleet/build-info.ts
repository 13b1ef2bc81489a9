import { z } from 'zod';
import type { RestApp, RestContext } from '../context.js';
import { tenantParams } from '../stacks/stack-of.js';

const revision = z.object({ revision: z.string() });

export function buildInfoRoutes(app: RestApp, { version }: RestContext): void {
  app.get(
    '/v1/:tenant/build_info',
    {
      config: { action: 'build_info:build_info' },
      schema: {
        tags: ['build info'],
        summary: 'Versions of the parts that answer',
        params: tenantParams,
        response: { 200: z.object({ api: revision, engine: revision }) },
      },
    },
    () => Promise.resolve({ api: { revision: version }, engine: { revision: version } }),
  );
}
