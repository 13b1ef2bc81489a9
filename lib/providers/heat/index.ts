import { defineProvider } from '../../handler/index.js';
import { delay } from './delay.js';
import { none } from './none.js';
import { randomString } from './random-string.js';
import { testResource } from './test-resource.js';
import { value } from './value.js';

/** The types of Heat that stand for nothing outside the engine. */
export default defineProvider({ name: 'heat', handlers: [none, value, randomString, testResource, delay] });
