import { createHash } from 'node:crypto';
import type { User } from '../../../../../lib/users/user-file.js';
import type { Session } from './accounts.js';

/** The only domain that there is. */
export const domain = { id: 'default', name: 'Default' } as const;

/** Where the client reached us. */
export interface Place {
  /** Such as `http://127.0.0.1:8004`. */
  readonly base: string;
  readonly region: string;
}

/** Whether what names a domain names the only one. */
export function isOurDomain(
  named: { readonly id?: string | undefined; readonly name?: string | undefined } | undefined,
): boolean {
  if (named?.id !== undefined) return named.id === domain.id;
  return named?.name?.toLowerCase() === domain.name.toLowerCase();
}

/** Users, projects and roles are called in the file as they are identified: a name is an id. */
export function projectBody(name: string, { base }: Place) {
  return {
    id: name,
    name,
    domain_id: domain.id,
    parent_id: domain.id,
    description: '',
    enabled: true,
    is_domain: false,
    options: {},
    tags: [],
    links: { self: `${base}/identity/v3/projects/${encodeURIComponent(name)}` },
  };
}

export function userBody({ name }: User, { base }: Place) {
  return {
    id: name,
    name,
    domain_id: domain.id,
    enabled: true,
    options: {},
    password_expires_at: null,
    links: { self: `${base}/identity/v3/users/${encodeURIComponent(name)}` },
  };
}

/** What a token says, as Keystone does. */
export function tokenBody({ claims, user }: Session, place: Place, withCatalogue: boolean) {
  const { project, methods, ids, issuedMs, expiresMs } = claims;
  const roles = project === undefined ? [] : (user.projects.get(project) ?? []);
  return {
    token: {
      methods,
      user: { id: user.name, name: user.name, domain, password_expires_at: null },
      audit_ids: ids,
      issued_at: keystoneTime(issuedMs),
      expires_at: keystoneTime(expiresMs),
      ...(project !== undefined && {
        is_domain: false,
        project: { id: project, name: project, domain },
        roles: roles.map((role) => ({ id: role, name: role })),
        ...(withCatalogue && { catalog: catalogue(project, place) }),
      }),
    },
  };
}

/** What there is, at the address that the client used. */
export function catalogue(project: string, { base, region }: Place) {
  return [
    service('orchestration', 'heat', `${base}/v1/${encodeURIComponent(project)}`, region),
    service('identity', 'keystone', `${base}/identity/v3`, region),
  ];
}

function service(type: string, name: string, url: string, region: string) {
  const endpoints = ['public', 'internal', 'admin'].map((kind) => {
    return { id: idOf(`${name} ${kind}`), interface: kind, region, region_id: region, url };
  });
  return { id: idOf(name), type, name, endpoints };
}

/** Always the same. */
function idOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** With microseconds, as clients expect it. */
function keystoneTime(ms: number): string {
  return new Date(ms).toISOString().replace(/(\.\d{3})Z$/, '$1000Z');
}

export function versionBody({ base }: Place) {
  return {
    id: 'v3.14',
    status: 'stable',
    updated: '2020-04-07T00:00:00Z',
    links: [{ rel: 'self', href: `${base}/identity/v3/` }],
    'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' }],
  };
}
