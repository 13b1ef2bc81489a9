import { conformance } from '../../../lib/handler/conformance.js';
import { delay } from '../../../lib/providers/heat/delay.js';
import { none } from '../../../lib/providers/heat/none.js';
import { randomString } from '../../../lib/providers/heat/random-string.js';
import { softwareConfig } from '../../../lib/providers/heat/software-config.js';
import { testResource } from '../../../lib/providers/heat/test-resource.js';
import { value } from '../../../lib/providers/heat/value.js';

conformance({
  handler: none,
  goals: {
    'nothing at all': () => ({}),
    'any property': () => ({ flavor: 'm1.small', networks: [{ port: 1 }] }),
  },
  changes: { 'any property': (goal) => ({ ...goal, image: 'other' }) },
});

conformance({
  handler: value,
  goals: {
    'a text': () => ({ value: 'a' }),
    'a map': () => ({ value: { a: [1, null, true] }, type: 'json' }),
    'a number in a text': () => ({ value: '1.5', type: 'number' }),
  },
  changes: { 'its value and type': (goal) => ({ ...goal, value: '7', type: 'string' }) },
  impossible: { 'a text that is no number': () => ({ value: 'seven', type: 'number' }) },
});

conformance({
  handler: randomString,
  goals: {
    'the default': () => ({}),
    'several sources': () => ({
      length: 16,
      character_classes: [{ class: 'digits', min: 4 }, {}],
      character_sequences: [{ sequence: '!?', min: 2 }],
    }),
  },
  replacement: (goal, unique) => ({ ...goal, salt: unique }),
  impossible: {
    'a length below the least counts': () => ({ length: 3, character_classes: [{ min: 4 }] }),
    'nothing to choose from': () => ({ character_classes: [] }),
  },
});

conformance({
  handler: testResource,
  goals: {
    'one at once': () => ({}),
    'one that waits': () => ({ value: 'x', wait_secs: 0.05 }),
    'one that waits to be deleted': () => ({ action_wait_secs: { delete: 0.05 } }),
  },
  changes: {
    'its value': (goal) => ({ ...goal, value: 'y' }),
    'its value, after a wait': (goal) => ({ ...goal, value: 'y', action_wait_secs: { update: 0.05 } }),
  },
  replacement: (goal, unique) => ({ ...goal, update_replace_value: unique }),
  impossible: { 'to fail': () => ({ fail: true }) },
});

conformance({
  handler: delay,
  goals: {
    'none at all': () => ({}),
    'one while it is created': () => ({ min_wait: 0.02, max_jitter: 3, jitter_multiplier: 0.01 }),
    'one while it is deleted': () => ({ min_wait: 0.05, actions: ['DELETE'] }),
    'one while it is suspended and resumed': () => ({ min_wait: 0.05, actions: ['SUSPEND', 'RESUME'] }),
  },
  replacement: (goal) => ({ ...goal, min_wait: 0.01 }),
});

conformance({
  handler: softwareConfig,
  goals: {
    'nothing at all': () => ({}),
    'a script with inputs and outputs': () => ({
      group: 'script',
      config: '#!/bin/sh\necho hi\n',
      options: { k: [1] },
      inputs: [{ name: 'port', type: 'Number', default: 80 }, { name: 'plain' }],
      outputs: [{ name: 'url' }],
    }),
  },
  replacement: (goal, unique) => ({ ...goal, config: unique }),
});
