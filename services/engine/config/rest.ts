import { z } from 'zod';
import { isNetworkRange } from '../../../lib/config/network-range.js';
import { portNumber } from '../../../lib/config/sections.js';

const count = z.int().min(1);

function rate(description: string) {
  const allowed = 'a number above 0';
  return z
    .number()
    .positive()
    .max(1_000_000)
    .optional()
    .meta({ description, allowed, defaultText: 'no limit' });
}

function burst(of: string) {
  const description = `How many of them may come at once after a rest, for \`${of}\``;
  return count.max(10_000_000).optional().meta({ description, defaultText: "ten seconds' worth" });
}

/** Where the REST API is served, and to whom. */
export const restSection = z
  .strictObject({
    host: z
      .string()
      .min(1)
      .default('127.0.0.1')
      .meta({ description: 'Address the REST API listens on', allowed: 'an address or host name' }),
    port: portNumber.default(8004).meta({ description: 'Port the REST API listens on; 0 takes a free one' }),
    tokenFile: z.string().min(1).default('isotherm-data/token').meta({
      description:
        'File with the token of this installation, whose bearer is an admin; made, readable by its owner only, when missing. Not for `identity.kind` keystone and oidc',
      allowed: 'a path',
    }),
    noAuth: z.boolean().default(false).meta({
      description:
        'Serves everyone who can connect, without a token; only on a loopback address, and with `identity.kind` token',
    }),
    rate: z
      .strictObject({
        perSecond: rate('Requests a second of one user that are answered; further ones get 429'),
        burst: burst('rest.rate.perSecond'),
        anonymousPerSecond: rate('The same for one address, of requests from nobody who is known'),
        anonymousBurst: burst('rest.rate.anonymousPerSecond'),
      })
      .prefault({}),
    allowedHosts: z
      .array(z.string().min(1))
      .default([])
      .meta({ description: 'Host names that requests may name beside the loopback ones and `rest.host`' }),
    trustedProxies: z
      .array(
        z.string().refine(isNetworkRange, { error: 'allowed is an address, or a range such as 10.0.0.0/8' }),
      )
      .default([])
      .meta({
        description:
          'Proxies that are believed in `X-Forwarded-For`, `-Proto` and `-Host`; of all others these headers count for nothing',
        allowed: 'a list of addresses, and of ranges such as `10.0.0.0/8`',
      }),
    allowedOrigins: z.array(z.url()).default([]).meta({
      description: "Origins of web pages that may call the API beside the API's own",
      allowed: 'a list of origins',
    }),
  })
  .prefault({});
