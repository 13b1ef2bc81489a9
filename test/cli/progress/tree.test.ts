import assert from 'node:assert/strict';
import fc from 'fast-check';
import { arrange } from '../../../cli/progress/arrange.js';
import type { ProgressModel, ProgressResource } from '../../../cli/progress/model.js';
import { renderTree } from '../../../cli/progress/tree.js';

function resource(name: string, more: Partial<ProgressResource> = {}): ProgressResource {
  return {
    name, type: 'T::X', physicalId: '', status: 'CREATE_COMPLETE', reason: '', requires: [], startedMs: null, endedMs: null, ...more,
  }; // prettier-ignore
}

function model(resources: readonly ProgressResource[], more: Partial<ProgressModel> = {}): ProgressModel {
  return { title: 'shop', status: 'CREATE_IN_PROGRESS', startedMs: 0, endedMs: null, resources, ...more };
}

const texts = (of: ProgressModel, now = 10_000, width = 100, height?: number) =>
  renderTree(of, now, width, height).map(({ text }) => text);

describe('progress: tree', () => {
  it('shows resources in the order of their requirements, with states and times', () => {
    const shop = model([
      resource('front', { status: 'INIT_COMPLETE', requires: ['web1', 'web2'] }),
      resource('dir', { startedMs: 0, endedMs: 100 }),
      resource('web1', { type: 'Local::Process', requires: ['dir'], startedMs: 100, endedMs: 1_300 }),
      resource('web2', {
        type: 'Local::Process',
        requires: ['dir'],
        status: 'CREATE_IN_PROGRESS',
        startedMs: 6_000,
      }),
    ]);
    assert.deepEqual(texts(shop), [
      'shop  create in progress  2 of 4  10 s',
      '✔ └─ dir          T::X            create complete  0.1 s',
      '✔    ├─ web1      Local::Process  create complete  1.2 s',
      '◑    └─ web2      Local::Process  create in progress  4.0 s',
      '·       └─ front  T::X            waiting  also needs web1',
    ]);
  });

  it('tells below a failed resource why it failed', () => {
    const lines = renderTree(
      model([resource('a', { status: 'UPDATE_FAILED', reason: 'no\nsuch  file' })]),
      0,
      80,
    );
    assert.deepEqual(lines.slice(1), [
      { text: '✖ └─ a  T::X  update failed', tone: 'failed' },
      { text: '     no such file', tone: 'failed' },
    ]);
  });

  it('stops its clock at the end', () => {
    const [first] = texts(model([], { status: 'CREATE_COMPLETE', endedMs: 4_000 }), 99_000);
    assert.equal(first, 'shop  create complete  0 of 0  4.0 s');
  });

  it('turns while something works', () => {
    const working = model([resource('a', { status: 'CREATE_IN_PROGRESS', startedMs: 0 })]);
    assert.notEqual(texts(working, 0)[1]?.[0], texts(working, 200)[1]?.[0]);
  });

  it('lets no name or reason steer the terminal', () => {
    const evil = model([
      resource('a\u001b[2Jb', { status: 'CREATE_FAILED', reason: '\u001b]0;title\u0007x' }),
    ]);
    // eslint-disable-next-line no-control-regex -- these must not appear
    for (const text of texts(evil)) assert.doesNotMatch(text, /[\u0000-\u001f\u007f-\u009f]/);
  });

  it('shows what works and what failed when there is no room for all', () => {
    const many = Array.from({ length: 1_000 }, (_, index) =>
      resource(
        `r${index}`,
        index === 500
          ? { status: 'CREATE_FAILED', reason: 'why' }
          : index === 900
            ? { status: 'CREATE_IN_PROGRESS' }
            : {},
      ),
    );
    const lines = texts(model(many), 0, 80, 8);
    assert.equal(lines.length, 8);
    assert.ok(lines.some((line) => line.includes('r500')));
    assert.ok(lines.some((line) => line.includes('why')));
    assert.ok(lines.some((line) => line.includes('r900')));
    assert.match(lines.at(-1) ?? '', /99[0-9] more; in all 998 done, 1 failed, 1 working/);
  });

  const graph = fc
    .integer({ min: 1, max: 30 })
    .chain((size) => fc.array(fc.array(fc.nat(40), { maxLength: 4 }), { minLength: size, maxLength: size }));

  it('places each resource once, below all it requires, whatever the graph', () => {
    fc.assert(
      fc.property(graph, (edges) => {
        // Only earlier ones are required: without circles. Some requirements are not there at all.
        const resources = edges.map((requires, index) =>
          resource(`r${index}`, {
            requires: [...new Set(requires)]
              .filter((each) => each < index || each > 35)
              .map((each) => `r${each}`),
          }),
        );
        const placed = arrange(resources).map((branch) => branch.resource.name);
        assert.deepEqual([...placed].sort(), resources.map(({ name }) => name).sort());
        const branches = arrange(resources);
        for (const { resource: one, guide, alsoRequires } of branches) {
          const known = one.requires.filter((name) => placed.includes(name));
          assert.equal(guide.length / 3 - 1 >= (known.length > 0 ? 1 : 0), true);
          assert.equal(alsoRequires.length, Math.max(0, known.length - 1));
        }
      }),
    );
  });

  it('survives circles and long chains', () => {
    const circle = [
      resource('a', { requires: ['b'] }),
      resource('b', { requires: ['a'] }),
      resource('c', { requires: ['c'] }),
    ];
    assert.equal(arrange(circle).length, 3);
    const chain = Array.from({ length: 20_000 }, (_, index) =>
      resource(`r${index}`, { requires: index === 0 ? [] : [`r${index - 1}`] }),
    );
    assert.equal(arrange(chain).length, 20_000);
  });

  it('keeps to width and height', () => {
    fc.assert(
      fc.property(
        graph,
        fc.integer({ min: 20, max: 100 }),
        fc.integer({ min: 3, max: 40 }),
        (edges, width, height) => {
          const resources = edges.map((requires, index) =>
            resource(`resource-${index}`, {
              requires: requires.filter((each) => each < index).map((each) => `resource-${each}`),
              status:
                ['CREATE_COMPLETE', 'CREATE_FAILED', 'INIT_COMPLETE', 'CREATE_IN_PROGRESS'][index % 4] ?? '',
              reason: 'a reason',
            }),
          );
          const lines = texts(model(resources), 0, width, height);
          assert.ok(lines.length <= height, `${lines.length} lines of ${height}`);
          for (const line of lines) assert.ok([...line].length <= width, line);
        },
      ),
    );
  });
});
