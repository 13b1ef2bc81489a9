import { fetchTemplate, type TemplateUrls } from '../../outbound/fetch-template.js';
import type { RestApp } from '../context.js';
import { createBody, isGiven, patchBody, updateBody, validateBody } from '../stacks/goal-body.js';

/** Bodies that may name a template by its URL. */
const bodies: ReadonlySet<unknown> = new Set([createBody, updateBody, patchBody, validateBody]);

/**
 * A request that names its template by a URL is gone on with as if it had brought what is there. That is fetched once it is known
 * who asks, and that the rest of the request is right; a template that is there itself comes first, as in Heat.
 */
export function fetchTemplateUrls(app: RestApp, options: TemplateUrls): void {
  app.addHook('preHandler', async (request) => {
    if (!bodies.has(request.routeOptions.schema?.body)) return;
    const body = request.body as { template?: unknown; template_url?: string | null } | null | undefined;
    if (!body || !isGiven(body.template_url) || isGiven(body.template)) return;
    body.template = await fetchTemplate(body.template_url, options);
  });
}
