import assert from 'node:assert/strict';
import { identityServer, type IdentityServer } from '../support/identity-server.js';
import { userFile } from '../support/identity-shapes.js';
import { twoThings } from '../support/rest-harness.js';
import { logIn, type Role } from './log-in.js';
import { findProgram, run, skipWithout } from './tools.js';

describe("OpenStack's client, logging in to a stand-alone Isotherm", function () {
  // It takes a second or more to start, and longer where others work too.
  this.timeout(120_000);
  const program = findProgram('openstack') ?? '';
  let server: IdentityServer;
  let users: Awaited<ReturnType<typeof userFile>>;

  before(async function () {
    if (program === '') skipWithout(this, 'openstack (python3-openstackclient with python3-heatclient)');
    users = await userFile(['shop', 'lab'], ['member', 'admin']);
    server = await identityServer({ identity: { kind: 'embedded', userFile: users.path } });
    await server.useCases.createStack('shop', { name: 'front', template: twoThings });
    await server.useCases.createStack('lab', { name: 'hidden', template: twoThings });
  });
  after(async () => {
    await (server as IdentityServer | undefined)?.close();
    (users as typeof users | undefined)?.remove();
  });

  const as = (role: Role, project = 'shop', more: Record<string, string> = {}) => ({
    ...logIn(server.url, 'shop', role),
    OS_PROJECT_NAME: project,
    ...more,
  });
  const json = async (args: readonly string[], env: Record<string, string>) => {
    const { code, stdout, stderr } = await run(program, [...args, '-f', 'json'], { environment: env });
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as never;
  };

  it('lists the stacks of its project, and no others', async () => {
    const stacks: { 'Stack Name': string }[] = await json(['stack', 'list'], as('member'));
    assert.deepEqual(stacks.map((stack) => stack['Stack Name']), ['front']); // prettier-ignore
  });

  it('is told who made a stack, and finds it by that', async () => {
    await server.useCases.createStack(
      'shop',
      { name: 'mine', template: twoThings },
      { username: 'shop-member' },
    );
    const env = as('member');
    const shown: Record<string, string> = await json(['stack', 'show', 'mine'], env);
    assert.equal(shown['stack_owner'], 'shop-member');
    const list = ['stack', 'list', '--property', 'username=shop-member'];
    const stacks: { 'Stack Name': string }[] = await json(list, env);
    assert.deepEqual(stacks.map((stack) => stack['Stack Name']), ['mine']); // prettier-ignore
    await server.useCases.deleteStack('shop', (await server.useCases.findStack('shop', 'mine'))!.id);
    server.useCases.settle();
  });

  it('gets a token, and goes on with it alone', async () => {
    const { id, user_id: user, project_id: project } = (await json(['token', 'issue'], as('member'))) as Record<string, string>; // prettier-ignore
    assert.deepEqual([user, project], ['shop-member', 'shop']);
    const env = {
      OS_AUTH_TYPE: 'v3token',
      OS_AUTH_URL: `${server.url}/identity`,
      OS_TOKEN: id!,
      OS_PROJECT_ID: 'shop',
    };
    assert.equal(((await json(['stack', 'list'], env)) as unknown[]).length, 1);
  });

  it('finds the API in the catalogue, at the address that it used', async () => {
    const catalogue: { Type: string; Endpoints: { url: string }[] }[] = await json(
      ['catalog', 'list'],
      as('member'),
    );
    const urls = Object.fromEntries(catalogue.map(({ Type, Endpoints }) => [Type, Endpoints[0]?.url]));
    assert.deepEqual(urls, { orchestration: `${server.url}/v1/shop`, identity: `${server.url}/identity/v3` });
  });

  const list = (environment: Record<string, string>) => run(program, ['stack', 'list'], { environment });

  it('hears in the words of Keystone that it may not', async () => {
    const wrong = await list(as('member', 'shop', { OS_PASSWORD: 'wrong' }));
    assert.equal(wrong.code, 1);
    assert.match(wrong.stderr, /password is another one.*HTTP 401/);
    const other = await list(as('member', 'lab'));
    assert.match(other.stderr, /no role in the project "lab".*HTTP 401/);
  });

  it('of an admin lists the stacks of all', async () => {
    const stacks: { 'Stack Name': string; Project: string }[] = await json(
      ['stack', 'list', '--all-projects'],
      as('admin'),
    );
    assert.deepEqual(stacks.map((stack) => [stack['Stack Name'], stack.Project]).sort(), [['front', 'shop'], ['hidden', 'lab']]); // prettier-ignore
  });
});
