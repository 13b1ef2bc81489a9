import type { FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { z } from 'zod';
import type { StackIdentity } from '../../../app/use-cases/use-cases.js';
import { redirect } from '../http/answers.js';
import type { RestApp, RestContext } from '../context.js';
import { stackUrl } from '../http/links.js';
import { readArn } from './stack-arn.js';
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
    const arn = readArn(nameOrId + below);
    const { tenant } = request.params as { tenant: string };
    const stack = await useCases.findStack(tenant, arn?.id ?? nameOrId);
    if (!stack) throw noStack(nameOrId);
    return sendRedirect(request, reply, target(request, stack, arn?.below ?? below));
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
    handler: (request, reply) => sendOn(request, reply, request.params.nameOrId, ''),
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

  for (const url of [
    '/v1/:tenant/stacks/:arn/:stackName/:stackId',
    '/v1/:tenant/stacks/:arn/:stackName/:stackId/*',
  ]) {
    app.route({
      method: everyMethod,
      url,
      config: { action: 'stacks:lookup' },
      schema: {
        hide: true,
        params: tenantParams.extend({
          arn: z.string(),
          stackName: z.string(),
          stackId: z.string(),
          '*': z.string().optional(),
        }),
      },
      handler: (request, reply) => {
        const { arn, stackName, stackId, '*': below } = request.params;
        const text = [arn, stackName, stackId, below].filter((part) => part !== undefined).join('/');
        if (readArn(text)) return sendOn(request, reply, text, '');
        reply.callNotFound();
        return reply;
      },
    });
  }
}

function target(request: FastifyRequest, stack: StackIdentity, below: string): string {
  const query = request.url.indexOf('?');
  const path = below.split('/').map(encodeURIComponent).join('/');
  return stackUrl(request, stack) + path + (query < 0 ? '' : request.url.slice(query));
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
