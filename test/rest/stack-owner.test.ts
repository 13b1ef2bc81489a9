import assert from 'node:assert/strict';
import { EngineBench, TENANT, templateOf } from '../support/engine-bench.js';
import { basicShape, OPERATOR_TOKEN, type Headers, type IdentityShape } from '../support/identity-shapes.js';
import { restHarness, type RestHarness } from '../support/rest-harness.js';

const base = `/v1/${TENANT}/stacks`;
const template = templateOf({ a: {} });

describe('REST: who made a stack', function () {
  this.timeout(30_000);
  let bench: EngineBench;
  let shape: IdentityShape;
  let rest: RestHarness;
  let member: Headers;
  let admin: Headers;
  const operator = { 'x-auth-token': OPERATOR_TOKEN };

  before(async () => {
    bench = await EngineBench.open();
    shape = await basicShape([TENANT], ['member', 'admin']);
    rest = await restHarness({ useCases: bench.useCases, auth: { identity: shape.identity } });
    const as = async (role: string) => ({ 'x-auth-token': undefined, ...(await shape.as(TENANT, role)) });
    [member, admin] = [await as('member'), await as('admin')];
    await create('first', member);
    await create('second', admin);
    await create('third', operator);
  });
  after(async () => {
    await rest.close();
    await shape.close();
    await bench.close();
  });

  async function create(name: string, headers: Headers, more: object = { template }): Promise<string> {
    const answer = await rest.call('POST', base, { headers, body: { stack_name: name, ...more } });
    assert.equal(answer.status, 201, answer.text);
    return answer.json.stack.id as string;
  }

  const get = async (path: string) => (await rest.call('GET', `${base}${path}`, { headers: admin })).json;
  const owners = async (path: string): Promise<[string, string | null][]> =>
    (await get(path)).stacks
      .map((stack: Record<string, string>) => [stack['stack_name'], stack['stack_owner']])
      .sort();

  it('is told by lists and by the stack itself', async () => {
    const made = [
      ['first', `${TENANT}-member`],
      ['second', `${TENANT}-admin`],
      ['third', null],
    ];
    assert.deepEqual(await owners(''), made);
    assert.deepEqual(await owners('/detail'), made);
    const { id } = (await bench.useCases.findStack(TENANT, 'first'))!;
    assert.equal((await get(`/first/${id}`)).stack.stack_owner, `${TENANT}-member`);
  });

  it('filters lists, by either name', async () => {
    for (const filter of ['username', 'stack_owner']) {
      assert.deepEqual(await owners(`?${filter}=${TENANT}-member`), [['first', `${TENANT}-member`]]);
      assert.deepEqual(await owners(`?${filter}=nobody`), []);
    }
    const both = await owners(`?username=${TENANT}-member&username=${TENANT}-admin`);
    assert.deepEqual(both.map(([name]) => name), ['first', 'second']); // prettier-ignore
  });

  it('stays the same when another user updates it', async () => {
    const { id } = (await bench.useCases.findStack(TENANT, 'first'))!;
    await bench.reaches(id, 'CREATE_COMPLETE');
    const answer = await rest.call('PATCH', `${base}/first/${id}`, { headers: admin });
    assert.equal(answer.status, 202, answer.text);
    assert.equal((await get(`/first/${id}`)).stack.stack_owner, `${TENANT}-member`);
  });

  it('is whoever adopts it, not who had abandoned it', async () => {
    const id = await create('old', member);
    await bench.reaches(id, 'CREATE_COMPLETE');
    const left = await rest.call('DELETE', `${base}/old/${id}/abandon`, { headers: member });
    await bench.reaches(id, 'DELETE_COMPLETE');
    const adopted = await create('new', admin, { adopt_stack_data: left.text });
    assert.equal((await get(`/new/${adopted}`)).stack.stack_owner, `${TENANT}-admin`);
  });

  it('would be whoever asks for a preview', async () => {
    const preview = async (headers: Headers) =>
      (await rest.call('POST', `${base}/preview`, { headers, body: { stack_name: 'next', template } })).json
        .stack.stack_owner as unknown;
    assert.equal(await preview(member), `${TENANT}-member`);
    assert.equal(await preview(operator), null);
  });
});
