import { z } from 'zod';
import { isLoopback, milliseconds } from '../../../lib/config/sections.js';

const claim = z.string().min(1).meta({ allowed: 'the name of a claim; `a.b` is claim `b` in claim `a`' });

/** Whoever can change what an issuer says of its keys can be anybody. */
function isSafe(text: string): boolean {
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || isLoopback(hostname.replace(/^\[(.*)\]$/, '$1'));
}

const backoff = z
  .strictObject({
    baseMs: milliseconds.default(1_000).meta({
      description:
        'How long a Keystone or an issuer that did not answer is left alone, in ms, while requests get 503 at once; it doubles with each try that fails',
    }),
    capMs: milliseconds.default(30_000).meta({ description: 'Longest time that it is left alone, in ms' }),
  })
  .prefault({});

const keystone = z
  .strictObject({
    url: z.url().optional().meta({
      description: 'Where Keystone is, such as `http://keystone.example:5000/v3`; needed for kind `keystone`',
      allowed: 'a URL',
    }),
    username: z.string().min(1).default('heat').meta({ description: 'Service user who asks about tokens' }),
    password: z.string().min(1).optional().meta({ description: 'Its password', secret: true }),
    userDomain: z.string().min(1).default('Default').meta({ description: 'Domain of the service user' }),
    project: z.string().min(1).default('service').meta({ description: 'Project of the service user' }),
    projectDomain: z.string().min(1).default('Default').meta({ description: 'Domain of that project' }),
    cacheMs: milliseconds.default(60_000).meta({
      description: 'How long an answer about a token is believed, in ms: a revoked one may count so long',
    }),
    cachedTokens: z.int().min(1).max(1_000_000).default(10_000).meta({
      description: 'Tokens about which answers are kept at most',
    }),
    timeoutMs: milliseconds.default(10_000).meta({
      description: 'How long Keystone may take to answer before requests get 503, in ms',
    }),
  })
  .prefault({});

const oidc = z
  .strictObject({
    issuer: z.url().refine(isSafe, { error: 'it must be https, or on a loopback address' }).optional().meta({
      description:
        'Issuer of the tokens, as it names itself in `iss`; what it says of itself is read there. Needed for kind `oidc`',
      allowed: 'a URL',
    }),
    audience: z.string().min(1).default('isotherm').meta({ description: 'Whom tokens must be for (`aud`)' }),
    userClaim: claim.default('sub').meta({ description: 'Claim that tells users apart' }),
    nameClaim: claim.default('preferred_username').meta({ description: "Claim with the user's name" }),
    projectsClaim: claim.default('projects').meta({
      description:
        'Claim with the projects: a text, a list of texts, or a map from each project to its roles',
    }),
    rolesClaim: claim.default('roles').meta({
      description:
        'Claim with the roles in all these projects, a text or a list; not read where the projects have theirs',
    }),
    skewMs: milliseconds.max(300_000).default(30_000).meta({
      description: "How far the issuer's clock may be from this one, in ms",
    }),
    cacheMs: milliseconds.default(600_000).meta({
      description: "How long the issuer's keys are believed, in ms; an unknown key is asked for at once",
    }),
    timeoutMs: milliseconds.default(10_000).meta({
      description: 'How long the issuer may take to answer before requests get 503, in ms',
    }),
  })
  .prefault({});

/** Who may call the REST API, and what. */
export const identitySection = z
  .strictObject({
    kind: z.enum(['token', 'basic', 'embedded', 'keystone', 'oidc']).default('token').meta({
      description:
        "How callers are known: by the installation's token, by HTTP Basic, by our own Keystone, by a Keystone, or by an OpenID Connect issuer",
    }),
    userFile: z.string().min(1).default('isotherm-data/users').meta({
      description: 'File with users, hashes of their passwords, and their roles, for `basic` and `embedded`',
      allowed: 'a path',
    }),
    policyFile: z.string().min(1).optional().meta({
      description: 'YAML or JSON file with the roles that actions need, where they are not the default ones',
      allowed: 'a path',
    }),
    tokenMs: milliseconds.min(60_000).default(3_600_000).meta({
      description: 'How long a token of `embedded` is good for, in ms',
    }),
    region: z.string().min(1).default('RegionOne').meta({
      description: 'Region that the catalogue of `embedded` names',
    }),
    failedLoginsPerMinute: z.int().min(1).max(100_000).default(10).meta({
      description:
        'Failed logins a minute from one address, and of one user, before further ones are refused unread, for `basic` and `embedded`',
    }),
    backoff,
    keystone,
    oidc,
  })
  .prefault({});

export type IdentityConfig = z.output<typeof identitySection>;

/** Checked beside single settings: anything may be missing or wrong. */
export interface UncheckedIdentity {
  readonly kind?: unknown;
  readonly keystone?: { readonly url?: unknown; readonly password?: unknown };
  readonly oidc?: { readonly issuer?: unknown };
}

/** What the kind needs and does not have, by its path below `identity`. */
export function missingFor({ kind, keystone: keystoneOf, oidc: oidcOf }: UncheckedIdentity): string[] {
  if (kind === 'keystone') {
    return [
      ...(keystoneOf?.url === undefined ? ['keystone.url'] : []),
      ...(keystoneOf?.password === undefined ? ['keystone.password'] : []),
    ];
  }
  return kind === 'oidc' && oidcOf?.issuer === undefined ? ['oidc.issuer'] : [];
}
