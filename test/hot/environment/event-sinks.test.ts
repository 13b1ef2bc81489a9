import assert from 'node:assert/strict';
import type { EventSinkRules } from '../../../lib/hot/environment/event-sinks.js';
import type { Json } from '../../../lib/json.js';
import { compile, faultsOf } from '../compile-text.js';

const text = 'heat_template_version: rocky\n';
const eventSinks: EventSinkRules = {
  perStack: 3,
  urlLength: 60,
  hosts: ['*.example.org', '::1'],
  zaqar: true,
};
const hook = { type: 'webhook', url: 'https://hooks.example.org/a?token=t0ken' } as const;
const queue = { type: 'zaqar-queue', target: 'events' } as const;

function sinksOf(more: Parameters<typeof compile>[1]): Json {
  return compile(text, { eventSinks, ...more }).environment.event_sinks;
}

describe('event sinks in environments', () => {
  it('are kept as they are given, those of several environments in their order', () => {
    const signed = { ...hook, url: 'http://[::1]:8080/', secret: 'x'.repeat(16) };
    const sinks = [hook, signed, { ...queue, ttl: 60 }];
    assert.deepEqual(sinksOf({ environment: { event_sinks: sinks } }), sinks);
    const files = {
      'a.yaml': 'event_sinks: [{type: zaqar-queue, target: a.b-C_9, ttl: null}]\n',
      'b.yaml': `event_sinks: [{type: webhook, url: "${hook.url}"}]\n`,
    };
    assert.deepEqual(sinksOf({ files, environmentFiles: ['a.yaml', 'b.yaml'] }), [
      { type: 'zaqar-queue', target: 'a.b-C_9', ttl: null },
      hook,
    ]);
    assert.deepEqual(sinksOf({ environment: { event_sinks: [] } }), []);
  });

  it('are added to those that an update keeps; one that is named again is no second one', () => {
    const keptEnvironment = { event_sinks: [hook, queue] };
    assert.deepEqual(sinksOf({ keptEnvironment }), [hook, queue]);
    assert.deepEqual(sinksOf({ keptEnvironment, environment: { event_sinks: [] } }), [hook, queue]);
    const other = { ...queue, target: 'other' };
    const signed = { ...hook, secret: 'y'.repeat(16) };
    assert.deepEqual(sinksOf({ keptEnvironment, environment: { event_sinks: [other, signed] } }), [
      signed,
      queue,
      other,
    ]);
  });

  it('that were there stay, whatever is allowed by now; those of a stack that is adopted are looked at', () => {
    const rules = { ...eventSinks, hosts: [], zaqar: false, perStack: 1 };
    const keptEnvironment = { event_sinks: [hook, queue] };
    assert.deepEqual(sinksOf({ keptEnvironment, eventSinks: rules }), [hook, queue]);
    const faults = faultsOf(text, { keptEnvironment, keptIsGiven: true, eventSinks: rules });
    assert.deepEqual(
      faults.map(({ path }) => path),
      ['adopt_stack_data.environment.event_sinks.0.url', 'adopt_stack_data.environment.event_sinks.1'],
    );
    assert.deepEqual(sinksOf({ keptEnvironment, keptIsGiven: true }), [hook, queue]);
    const odd = { event_sinks: ['no sink'] };
    assert.equal(faultsOf(text, { keptEnvironment: odd, keptIsGiven: true, eventSinks }).length, 1);
  });

  it('are none where the operator has allowed none, and the fault says which setting does', () => {
    const faults = faultsOf(text, { environment: { event_sinks: [hook, queue] } });
    assert.deepEqual(
      faults.map(({ path, message, hint }) => [path, message, hint]),
      [
        [
          'environment.event_sinks.0.url',
          'Events may not be sent to hooks.example.org.',
          'who runs the engine allows hosts by events.own.hosts',
        ],
        [
          'environment.event_sinks.1',
          'The event sink "zaqar-queue" is not supported: there is no Zaqar to send events to.',
          'who runs the engine names one by events.zaqar.url; a "webhook" gets the same events',
        ],
      ],
    );
  });

  const webhook = (more: object) => ({ ...hook, ...more });
  const refused: readonly (readonly [what: string, sinks: unknown, message: RegExp, path: string, hint?: RegExp])[] = [
    ['no list', { ...hook }, /must be a list, not a map/, ''],
    ['no map', [hook.url], /must be a map, not a text/, '.0'],
    ['a list', [[hook]], /must be a map, not a list/, '.0'],
    ['nothing', [null], /must be a map, not nothing/, '.0'],
    ['no type', [{ url: hook.url }], /There is no event sink of type "nothing"/, '.0', /webhook, zaqar-queue/],
    ['another type', [{ type: 'zaqar_queue', target: 'q' }], /of type "zaqar_queue"/, '.0', /"zaqar-queue"/],
    ['a key that a webhook has not', [webhook({ target: 'q' })], /"webhook" has no "target"/, '.0.target'],
    ['a key that a queue has not', [{ ...queue, tll: 60 }], /"zaqar-queue" has no "tll"/, '.0.tll', /"ttl"/],
    ['no url', [{ type: 'webhook' }], /needs "url"/, '.0.url'],
    ['no text as url', [webhook({ url: 7 })], /needs "url"/, '.0.url'],
    ['a relative url', [webhook({ url: '/a' })], /needs "url"/, '.0.url'],
    ['another protocol', [webhook({ url: 'file:///etc/passwd' })], /needs "url", an http/, '.0.url'],
    ['a long url', [webhook({ url: `${hook.url}${'x'.repeat(60)}` })], /has 99 characters, and 60 are allowed/, '.0.url', /urlLength/],
    ['a user', [webhook({ url: 'https://me@a.example.org/' })], /must not carry a user/, '.0.url'],
    ['a host that is not allowed', [webhook({ url: 'https://example.org/' })], /not be sent to example\.org/, '.0.url'],
    ['an address written otherwise', [webhook({ url: 'http://0x7f.1/' })], /not be sent to 127\.0\.0\.1/, '.0.url'],
    ['a short secret', [webhook({ secret: 'fifteen chars..' })], /16 to 512 characters/, '.0.secret'],
    ['a long secret', [webhook({ secret: 'x'.repeat(513) })], /16 to 512 characters/, '.0.secret'],
    ['no text as secret', [webhook({ secret: null })], /16 to 512 characters/, '.0.secret'],
    ['no target', [{ type: 'zaqar-queue' }], /needs "target", .* not nothing/, '.0.target'],
    ['an empty target', [{ ...queue, target: '' }], /needs "target"/, '.0.target'],
    ['a target with a slash', [{ ...queue, target: 'a/b' }], /needs "target"/, '.0.target'],
    ['a target that is a path', [{ ...queue, target: '..' }], /needs "target"/, '.0.target'],
    ['a long target', [{ ...queue, target: 'x'.repeat(65) }], /needs "target"/, '.0.target'],
    ['a short ttl', [{ ...queue, ttl: 59 }], /60 to 1209600, not 59/, '.0.ttl'],
    ['a long ttl', [{ ...queue, ttl: 1_209_601 }], /60 to 1209600/, '.0.ttl'],
    ['a ttl that is text', [{ ...queue, ttl: '60' }], /60 to 1209600, not "60"/, '.0.ttl'],
    ['more than are allowed', ['a', 'b', 'c', 'd'].map((target) => ({ ...queue, target })), /4 event sinks, and 3 are allowed/, '', /perStack/],
  ]; // prettier-ignore
  for (const [what, sinks, message, path, hint] of refused)
    it(`refuse ${what}`, () => {
      const faults = faultsOf(text, { eventSinks, environment: { event_sinks: sinks as Json } });
      assert.equal(faults.length, 1, JSON.stringify(faults));
      assert.match(faults[0]?.message ?? '', message);
      assert.equal(faults[0]?.path, `environment.event_sinks${path}`);
      assert.match(faults[0]?.hint ?? '', hint ?? /^/);
      assert.ok(!JSON.stringify(faults).includes('t0ken'), 'what may be secret is not told');
    });

  it('count together with those that are kept', () => {
    const queues = ['a', 'b', 'c'].map((target) => ({ ...queue, target }));
    const more = { keptEnvironment: { event_sinks: queues }, eventSinks };
    assert.match(
      faultsOf(text, { ...more, environment: { event_sinks: [hook] } })[0]?.message ?? '',
      /4 event/,
    );
    assert.equal((sinksOf({ ...more, environment: { event_sinks: [queues[0]!] } }) as Json[]).length, 3);
  });
});
