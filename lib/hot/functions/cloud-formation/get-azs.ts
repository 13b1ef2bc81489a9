import type { TemplateFunction } from '../function.js';

/** `Fn::GetAZs: region`: the availability zones; there is one, of the name that Heat gives it where it asks no cloud. */
export const getAzs: TemplateFunction = {
  call: 'get_azs',
  compile: () => ({ lit: ['nova'] }),
  evaluate: () => undefined,
};
