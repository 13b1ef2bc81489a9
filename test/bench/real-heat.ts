import { z } from 'zod';
import { BenchClient } from './client.js';

/** Where a Heat on this machine is, by the usual variables of OpenStack's clients. */
const environment = z.object({
  OS_AUTH_URL: z.string(),
  OS_USERNAME: z.string(),
  OS_PASSWORD: z.string(),
  OS_PROJECT_NAME: z.string(),
  OS_USER_DOMAIN_NAME: z.string().default('Default'),
  OS_PROJECT_DOMAIN_NAME: z.string().default('Default'),
  OS_REGION_NAME: z.string().optional(),
});

const catalogue = z.object({
  token: z.object({
    catalog: z.array(
      z.object({
        type: z.string(),
        endpoints: z.array(
          z.object({ interface: z.string(), region: z.string().nullish(), url: z.string() }),
        ),
      }),
    ),
  }),
});

/**
 * A client of the Heat that the variables of the environment name; undefined: they name none.
 * @throws Error when a variable is missing, when it is not on this machine, or does not let us in
 */
export async function realHeat(variables: NodeJS.ProcessEnv): Promise<BenchClient | undefined> {
  if (!variables['OS_AUTH_URL']) return undefined;
  const given = environment.parse(variables);
  const answer = await fetch(`${onThisMachine(given.OS_AUTH_URL)}/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ auth: credentials(given) }),
  });
  if (answer.status !== 201)
    throw new Error(`${given.OS_AUTH_URL} does not let ${given.OS_USERNAME} in: ${String(answer.status)}`);
  const { token } = catalogue.parse(await answer.json());
  const heat = token.catalog.find(({ type }) => type === 'orchestration');
  const endpoint = heat?.endpoints.find(
    (one) => one.interface === 'public' && (!given.OS_REGION_NAME || one.region === given.OS_REGION_NAME),
  );
  if (!endpoint) throw new Error(`${given.OS_AUTH_URL} knows of no public endpoint for orchestration`);
  const url = onThisMachine(endpoint.url);
  return new BenchClient(() => [url], { 'x-auth-token': answer.headers.get('x-subject-token') ?? '' });
}

function credentials(given: z.output<typeof environment>): object {
  const user = {
    name: given.OS_USERNAME,
    password: given.OS_PASSWORD,
    domain: { name: given.OS_USER_DOMAIN_NAME },
  };
  const project = { name: given.OS_PROJECT_NAME, domain: { name: given.OS_PROJECT_DOMAIN_NAME } };
  return { identity: { methods: ['password'], password: { user } }, scope: { project } };
}

/** Nobody's cloud shall be measured by mistake. */
function onThisMachine(url: string): string {
  const { hostname } = new URL(url);
  if (!/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname))
    throw new Error(`${url} is not on this machine: only a Heat on a loopback address is measured`);
  return url.replace(/\/$/, '');
}
