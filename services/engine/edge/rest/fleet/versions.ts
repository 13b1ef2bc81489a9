import { z } from 'zod';
import type { RestApp } from '../context.js';
import { baseUrl, link, linkSchema } from '../http/links.js';

const versionsBody = z.object({
  versions: z.array(z.object({ id: z.string(), status: z.string(), links: z.array(linkSchema) })),
});

/** Where clients begin: which versions of the API there are. */
export function versionRoutes(app: RestApp): void {
  for (const url of ['/', '/versions']) {
    app.get(
      url,
      {
        config: { action: 'public' },
        schema: { tags: ['versions'], summary: 'Versions of the API', response: { 300: versionsBody } },
      },
      (request, reply) => {
        const links = [link('self', `${baseUrl(request)}/v1/`)];
        void reply.code(300).send({ versions: [{ id: 'v1.0', status: 'CURRENT', links }] });
      },
    );
  }
}
