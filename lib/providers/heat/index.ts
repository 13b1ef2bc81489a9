import { defineProvider } from '../../handler/index.js';
import { delay } from './delay.js';
import { none } from './none.js';
import { randomString } from './random-string.js';
import { softwareConfig } from './software-config.js';
import { testResource } from './test-resource.js';
import { value } from './value.js';

/** The types of Heat whose things are the engine's own, or nothing at all. */
export default defineProvider({
  name: 'heat',
  handlers: [none, value, randomString, testResource, delay, softwareConfig],
});
