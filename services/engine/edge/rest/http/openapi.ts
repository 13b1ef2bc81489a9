import swagger from '@fastify/swagger';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import type { RouteAction } from './authorise.js';
import type { RestApp } from '../context.js';
import { completeDocument } from './openapi-document.js';

/** Makes the document of all routes that are defined after it. */
export async function describeRoutes(app: RestApp, version: string): Promise<void> {
  await app.register(swagger, {
    transform: (route) => {
      const { schema, url } = jsonSchemaTransform(route);
      return { schema: isOpen(route.route.config?.action) ? { ...schema, security: [] } : schema, url };
    },
    transformObject: (document) =>
      'openapiObject' in document ? completeDocument(document.openapiObject) : document.swaggerObject,
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

function isOpen(action: RouteAction | undefined): boolean {
  return action === 'public' || action === 'probe';
}

export function openapiRoute(app: RestApp): void {
  app.get('/openapi.json', { config: { action: 'public' }, schema: { hide: true } }, () =>
    Promise.resolve(app.swagger()),
  );
}
