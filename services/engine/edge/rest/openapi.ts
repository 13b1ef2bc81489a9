import swagger from '@fastify/swagger';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import type { RestApp } from './context.js';

/** Makes the document of all routes that are defined after it. */
export async function describeRoutes(app: RestApp, version: string): Promise<void> {
  await app.register(swagger, {
    transform: jsonSchemaTransform,
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Isotherm',
        version,
        description: 'Orchestration API in the form of OpenStack Heat v1. Errors have the form of Heat.',
      },
      security: [{ token: [] }, { bearer: [] }, { basic: [] }],
      components: {
        securitySchemes: {
          token: { type: 'apiKey', in: 'header', name: 'X-Auth-Token' },
          bearer: { type: 'http', scheme: 'bearer' },
          basic: { type: 'http', scheme: 'basic' },
        },
      },
    },
  });
}

export function openapiRoute(app: RestApp): void {
  app.get('/openapi.json', { config: { action: 'public' }, schema: { hide: true } }, () =>
    Promise.resolve(app.swagger()),
  );
}
