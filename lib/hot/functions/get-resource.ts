import { FunctionFault, literalText, referenceName, type TemplateFunction } from './function.js';

/** `get_resource: name`: what the resource's type gives as its reference, by default the physical id. */
export const getResource: TemplateFunction = {
  call: 'get_resource',
  compile(args, context) {
    if (args === null || args === '')
      throw new FunctionFault(`Function "${context.name}" must have arguments`);
    const name = literalText(context.compile(args), `The argument of "${context.name}"`);
    context.require(name);
    return { call: 'get_resource', args: [{ lit: name }] };
  },
  evaluate(args, evaluation) {
    const resource = referenceName(args);
    const referred = evaluation.scope(resource);
    if (referred?.reference === undefined) {
      evaluation.waitFor(resource);
      return undefined;
    }
    if (referred.referenceIsSecret) evaluation.markSecret();
    return referred.reference;
  },
  write: ([name = null]) => ({ get_resource: name }),
};
