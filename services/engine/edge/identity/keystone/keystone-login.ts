export interface KeystoneUser {
  /** Such as `http://keystone.example:5000/v3`. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly userDomain: string;
  readonly timeoutMs: number;
}

/** Of a project by its id, or by its name in a domain. */
export type KeystoneScope =
  { readonly id: string } | { readonly name: string; readonly domain: { readonly name: string } };

/** A token of the user in a project. @throws Error when it does not answer, or gives none */
export async function keystoneLogin(access: KeystoneUser, project: KeystoneScope): Promise<string> {
  const { username, password, userDomain } = access;
  const user = { name: username, domain: { name: userDomain }, password };
  const identity = { methods: ['password'], password: { user } };
  const response = await keystoneFetch(access, '/auth/tokens', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ auth: { identity, scope: { project } } }),
  });
  await response.arrayBuffer();
  const token = response.headers.get('x-subject-token');
  if (response.status === 201 && token !== null) return token;
  throw refused(response.status);
}

/** @throws Error when it does not answer */
export function keystoneFetch(
  { url, timeoutMs }: Pick<KeystoneUser, 'url' | 'timeoutMs'>,
  path: string,
  request: RequestInit,
): Promise<Response> {
  const base = url.replace(/\/+$/, '');
  const versioned = base.endsWith('/v3') ? base : `${base}/v3`;
  // A redirect would carry the tokens elsewhere.
  return fetch(versioned + path, { ...request, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
}

/** It is there, and does not let our service user do it. */
export function refused(status: number): Error {
  const hint = status === 401 || status === 403 ? '; check identity.keystone of the engine' : '';
  return new Error(`it answers ${status}${hint}`);
}
