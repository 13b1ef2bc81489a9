import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';
import { waitFor } from '../support/wait-for.js';
import { Fleet, type Member } from './fleet.js';

/** Knows one thing, is not sure about another, and has no answer about a third. */
const provider = `
  const validate = async (value, { projectId }) => {
    if (value === 'down') throw new Error('the service is closed');
    if (value === 'slow') return new Promise(() => {});
    return value === 'here' ? undefined : 'there is none in ' + projectId;
  };
  export default { name: 'things', handlers: [], constraints: [{ name: 'things.thing', validate }] };`;

const template = {
  heat_template_version: '2018-08-31',
  parameters: { thing: { type: 'string', constraints: [{ custom_constraint: 'things.thing' }] } },
  resources: { a: { type: 'OS::Heat::Value', properties: { value: { get_param: 'thing' } } } },
};

interface ErrorBody {
  readonly error?: { readonly message: string };
}

describe('a custom constraint that a provider brings', function () {
  this.timeout(120_000);
  const directory = mkdtempSync(join(tmpdir(), 'isotherm-constraints-'));
  let fleet: Fleet;
  let test: TestDatabase;

  before(async () => {
    const file = join(directory, 'things.mjs');
    writeFileSync(file, provider);
    const providers = [{ package: 'heat' }, { package: file }];
    const members: readonly Member[] = [
      { name: 'engine', role: 'engine', settings: { constraints: { timeLimitMs: 500 } } },
      { name: 'worker', role: 'worker', settings: { providers } },
    ];
    test = await freshDatabase();
    fleet = await Fleet.prepare(directory, test.url, { members });
    await fleet.up();
  });
  after(async () => {
    await fleet.stop();
    await test.drop();
    rmSync(directory, { recursive: true, force: true });
  });

  const create = async (thing: string) => {
    const body = { stack_name: `of-${thing}`, template, parameters: { thing } };
    const answer = await fetch(`${fleet.restUrl()}/v1/default/stacks`, {
      method: 'POST',
      headers: { 'x-auth-token': fleet.token, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const { error } = (await answer.json()) as ErrorBody;
    return { status: answer.status, message: error?.message ?? '' };
  };

  it('is asked of its worker, and lets pass what its provider does', async () => {
    assert.equal((await create('here')).status, 201);
    const refused = await create('elsewhere');
    assert.equal(refused.status, 400);
    assert.match(
      refused.message,
      /'thing' is invalid: Error validating value 'elsewhere': there is none in /,
    );
  });

  it('refuses for now what could not be found out', async () => {
    const down = await create('down');
    assert.equal(down.status, 503);
    assert.match(down.message, /"things.thing" could not be found out: the service is closed/);
    assert.equal((await create('slow')).status, 503);
  });

  it('is known while a worker brings it', async () => {
    await fleet.end('worker', 'SIGTERM');
    await waitFor(async () => (await create('late')).message.includes('could not be found'), 'it to be gone');
    assert.equal((await create('late')).status, 400);
    fleet.start('worker');
    await fleet.isReady('engine');
    await waitFor(async () => (await create('back')).message.includes('there is none in'), 'it to be back');
  });
});
