import { z } from 'zod';
import { milliseconds } from '../../../lib/config/sections.js';

/** From where templates are fetched that a request names by a URL. */
export const templateUrlsSection = z
  .strictObject({
    allowedHosts: z.array(z.string().min(1)).default([]).meta({
      description:
        'Hosts from which `template_url` is fetched: names, addresses, or `*.example.org` for all below it; none: from nowhere',
    }),
    allowPrivate: z.boolean().default(false).meta({
      description: 'They may have addresses of this machine and of private networks',
    }),
    timeoutMs: milliseconds.max(300_000).default(10_000).meta({
      description: 'How long fetching a template may take, in ms',
    }),
  })
  .prefault({});
