import type { TemplateFunction } from './function.js';

/** Stands for a parameter that has no value, in a template that is only validated: never known. */
export const unsetParameter: TemplateFunction = {
  call: 'unset_parameter',
  compile: () => ({ call: 'unset_parameter', args: [] }),
  evaluate: () => undefined,
};
