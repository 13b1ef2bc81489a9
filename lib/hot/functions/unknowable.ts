import { unknowable as expression, type TemplateFunction } from './function.js';

/** No template calls it; only the compiler puts it in. */
export const unknowable: TemplateFunction = {
  call: 'unknowable',
  compile: () => expression,
  evaluate: () => undefined,
};
