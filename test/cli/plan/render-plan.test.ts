import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PlannedAction, PlannedProperty, PlannedResource } from '../../../cli/client/plan-types.js';
import { hasChanges, planSummary, renderPlan } from '../../../cli/plan/render-plan.js';
import { shortenPair } from '../../../cli/plan/value-words.js';

function planned(name: string, action: PlannedAction, more: Partial<PlannedResource> = {}): PlannedResource {
  return {
    resource_name: name, resource_type: 'T::X', physical_resource_id: '', action, certain: true, reason: '', properties: [], ...more,
  }; // prettier-ignore
}

function property(name: string, more: Partial<PlannedProperty> = {}): PlannedProperty {
  return { name, known_after: [], replaces: false, ...more };
}

const lines = (resources: readonly PlannedResource[], width = 100, full = false) =>
  renderPlan({ resources }, { width, full }).map(({ text }) => text);

describe('plan: rendering', () => {
  it('tells what becomes of each resource and property, the dangerous last', () => {
    const resources = [
      planned('old', 'delete', { physical_resource_id: '/tmp/old', reason: 'not in the template any more' }),
      planned('web', 'create', { properties: [property('port', { after: 80 }), property('user', { known_after: ['a', 'b'] })] }),
      planned('db', 'update', { physical_resource_id: 'db-1', properties: [
        property('mode', { before: '0644', after: '0600' }),
        property('gone', { before: 1 }),
        property('new', { after: [1] }),
        property('late', { before: 'x', known_after: ['web'] }),
        property('text', { before: 'a', after: 'a', drifted: 'b' }),
      ] }),
      planned('key', 'replace', { reason: 'salt cannot change in place', properties: [property('salt', { before: 1, after: 2, replaces: true })] }),
      planned('same', 'none'),
    ]; // prettier-ignore
    assert.deepEqual(lines(resources), [
      'To create',
      '  + web  T::X',
      '      port  80',
      '      user  (known after a, b)',
      '',
      'To change in place',
      '  ~ db  T::X  db-1',
      '      mode  "0644" → "0600"',
      '      gone  1 → (none)',
      '      new   [1]',
      '      late  "x" → (known after web)',
      '      text  "b" → "a"  drifted',
      '',
      'To replace: a new one is made, and the old one deleted',
      '  ± key  T::X  salt cannot change in place',
      '      salt  1 → 2  needs a new one',
      '',
      'To delete',
      '  - old  T::X  /tmp/old  not in the template any more',
      '',
    ]);
    assert.equal(
      planSummary({ resources }),
      'Plan: 1 to create, 1 to update, 1 to replace, 1 to delete; 1 unchanged',
    );
  });

  it('says of what is left what there is to say, and what hangs on unknown values', () => {
    const left = property('mode', { before: '0644', after: '0644', drifted: '0777' });
    const resources = [
      planned('a', 'none', { properties: [left] }),
      planned('b', 'none', { reason: 'waits for c, which failed' }),
      planned('c', 'forget', { certain: false, reason: 'deletion_policy Retain' }),
      planned('d', 'adopt', { physical_resource_id: 'thing-7' }),
    ];
    assert.deepEqual(lines(resources), [
      'To leave as it is',
      '  · a  T::X',
      '      mode  "0777" instead of "0644"  drifted',
      '  · b  T::X  waits for c, which failed',
      '',
      'To take over',
      '  = d  T::X  thing-7',
      '',
      'To leave behind',
      '  × c  T::X  deletion_policy Retain  not certain: it hangs on values that are not known yet',
      '',
    ]);
    assert.equal(
      planSummary({ resources }),
      'Plan: 1 to adopt, 1 to leave behind (1 not certain); 2 unchanged',
    );
  });

  it('says that there is nothing to do', () => {
    const resources = [planned('a', 'none'), planned('b', 'none')];
    assert.deepEqual(lines(resources), []);
    assert.equal(planSummary({ resources }), 'Plan: nothing to do; 2 unchanged');
    assert.equal(hasChanges({ resources }), false);
  });

  it('puts together what is alike', () => {
    const change = { properties: [property('mode', { before: 1, after: 2 })] };
    const resources = ['a', 'b', 'c'].map((name) => planned(name, 'update', change));
    assert.deepEqual(lines([...resources, planned('d', 'update', { properties: [property('mode', { before: 1, after: 3 })] })]), [
      'To change in place',
      '  ~ T::X  (3)',
      '      a, b, c',
      '      mode  1 → 2',
      '  ~ d  T::X',
      '      mode  1 → 3',
      '',
    ]); // prettier-ignore
  });

  const many = Array.from({ length: 500 }, (_, n) =>
    planned(`web-${String(n)}`, 'create', {
      properties: [property('port', { after: n }), property('host', { after: 'localhost' })],
    }),
  );

  it('is readable for 500 resources: one group, names wrapped and counted, values that differ left out', () => {
    const text = lines(many, 80);
    assert(text.length < 12, text.join('\n'));
    assert(text.every((line) => line.length <= 80));
    assert.deepEqual(text.slice(0, 2), ['To create', '  + T::X  (500)']);
    assert.match(
      text.join('\n'),
      /web-29, … 470 more\n {6}port {2}\(each its own\)\n {6}host {2}"localhost"/,
    );
  });

  it('names everything that goes, however much it is, and everything when asked', () => {
    const going = many.map((each) => ({ ...each, action: 'delete' as const, properties: [] }));
    const text = lines(going, 80).join('\n');
    for (const { resource_name: name } of going) assert(text.includes(name), name);
    assert.equal(lines(many, 80, true).length, 1 + 500 * 3 + 1);
  });

  it('shortens long values around what differs', () => {
    const long = 'x'.repeat(300);
    const [line = ''] = lines([
      planned('a', 'update', { properties: [property('text', { before: `${long}A`, after: `${long}B` })] }),
    ]).slice(2);
    assert(line.length <= 100, line);
    assert.match(line, /…x+A" → "?…x+B"$/);
    const [full = ''] = lines([planned('a', 'create', { properties: [property('t', { after: long })] })], 80, true).slice(2); // prettier-ignore
    assert(full.includes(long));
  });

  it('is never wider than it may be by its values, and keeps what differs in sight', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 });
    fc.assert(
      fc.property(text, text, fc.integer({ min: 15, max: 50 }), (a, b, width) => {
        const [left, right] = shortenPair(a, b, width);
        assert([...left].length <= width && [...right].length <= width);
        if ([...a].length <= width && [...b].length <= width) assert.deepEqual([left, right], [a, b]);
      }),
    );
  });

  it('lets no name or value steer the terminal', () => {
    const evil = '\u001b[31m\nx';
    const text = lines([
      planned(evil, 'update', { reason: evil, resource_type: evil, physical_resource_id: evil, properties: [property(evil, { before: evil, after: '\u009b' })] }),
      planned('b', 'delete', { reason: evil }),
    ]).join('\n'); // prettier-ignore
    // eslint-disable-next-line no-control-regex -- these are what it is about
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });
});
