import type { FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { z } from 'zod';
import type { StackIdentity } from '../../../app/use-cases/use-cases.js';
import { redirect } from '../http/answers.js';
import type { RestApp, RestContext } from '../context.js';
import { stackUrl } from '../http/links.js';
import { noStack, tenantParams } from './stack-of.js';

const everyMethod: HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** What there is below a stack's name, with the methods that are sent on. Heat sends on POST to whatever it sends on GET to. */
const belowName: Readonly<Record<string, HTTPMethods[]>> = {
  resources: ['GET', 'POST'],
  events: ['GET', 'POST'],
  template: ['GET', 'POST'],
  environment: ['GET'],
  files: ['GET'],
  actions: ['GET', 'POST'],
  snapshots: ['GET', 'POST'],
  outputs: ['GET'],
  why: ['GET'],
  failures: ['GET'],
  drift: ['GET'],
  revisions: ['GET'],
  left_behind: ['GET'],
  export: ['GET'],
  abandon: ['DELETE'],
  plan: ['POST', 'PUT', 'PATCH'],
  preview: ['PUT', 'PATCH'],
};

/** Words that a POST to the stacks takes for itself; a stack may still be called so. */
const taken = ['plan', 'preview'];

/** Answers 302 to the canonical URL; the client must send its method again there, as Heat's clients do. */
export function lookupRoutes(app: RestApp, { useCases }: RestContext): void {
  const sendOn = async (request: FastifyRequest, reply: FastifyReply, nameOrId: string, below: string) => {
    const { tenant } = request.params as { tenant: string };
    const stack = await useCases.findStack(tenant, nameOrId);
    if (!stack) throw noStack(nameOrId);
    return sendRedirect(request, reply, target(request, stack, below));
  };

  app.route({
    method: everyMethod,
    url: '/v1/:tenant/stacks/:nameOrId',
    config: { action: 'stacks:lookup' },
    schema: {
      tags: ['lookup'],
      summary: 'Finds a stack by its name, its id or its ARN',
      params: tenantParams.extend({ nameOrId: z.string() }),
      response: redirect,
    },
    handler: (request, reply) => {
      const { nameOrId } = request.params;
      return sendOn(request, reply, arnOf(nameOrId)?.id ?? nameOrId, '');
    },
  });

  for (const name of taken) {
    app.route({
      method: everyMethod.filter((method) => method !== 'POST'),
      url: `/v1/:tenant/stacks/${name}`,
      config: { action: 'stacks:lookup' },
      schema: { hide: true, params: tenantParams },
      handler: (request, reply) => sendOn(request, reply, name, ''),
    });
  }

  for (const [below, method] of Object.entries(belowName)) {
    app.route({
      method,
      url: `/v1/:tenant/stacks/:nameOrId/${below}`,
      config: { action: 'stacks:lookup' },
      schema: {
        tags: ['lookup'],
        summary: `Finds the ${below} of a stack by its name`,
        params: tenantParams.extend({ nameOrId: z.string() }),
        response: redirect,
      },
      handler: (request, reply) => sendOn(request, reply, request.params.nameOrId, `/${below}`),
    });
  }

  app.route({
    method: everyMethod,
    url: '/v1/:tenant/stacks/:arn/:stackName/:stackId',
    config: { action: 'stacks:lookup' },
    schema: {
      hide: true,
      params: tenantParams.extend({ arn: z.string(), stackName: z.string(), stackId: z.string() }),
    },
    handler: (request, reply) => {
      const { arn, stackName, stackId } = request.params;
      const named = arnOf(`${arn}/${stackName}/${stackId}`);
      if (!named) {
        reply.callNotFound();
        return reply;
      }
      return sendOn(request, reply, named.id, '');
    },
  });
}

function arnOf(text: string): { id: string } | undefined {
  const id = /^arn:openstack:heat::[^:/]*:stacks\/[^/]+\/([^/]+)$/.exec(text)?.[1];
  return id === undefined ? undefined : { id };
}

function target(request: FastifyRequest, stack: StackIdentity, below: string): string {
  const query = request.url.indexOf('?');
  return stackUrl(request, stack) + below + (query < 0 ? '' : request.url.slice(query));
}

function sendRedirect(request: FastifyRequest, reply: FastifyReply, location: string): FastifyReply {
  void reply.code(302).header('location', location).header('vary', 'accept');
  if (prefersJson(request.headers.accept)) {
    const message = `The resource was found at ${location};\nyou should be redirected automatically.\n\n`;
    return reply.type('application/json').send({ code: '302 Found', message, title: 'Found' });
  }
  const shown = location.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  return reply
    .type('text/html; charset=utf-8')
    .send(
      `<html>\n <head>\n  <title>302 Found</title>\n </head>\n <body>\n  <h1>302 Found</h1>\n` +
        `  The resource was found at <a href="${shown}">${shown}</a>;\nyou should be redirected automatically.\n\n\n </body>\n</html>`,
    );
}

/** HTML unless JSON is asked for and HTML is not. */
function prefersJson(accept = ''): boolean {
  return /\bapplication\/(json|\*)/i.test(accept) && !/\btext\/(html|\*)/i.test(accept);
}
