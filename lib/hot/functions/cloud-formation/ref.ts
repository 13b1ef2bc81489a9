import { literalText, type FunctionContext, type TemplateFunction } from '../function.js';
import type { Json } from '../../../json.js';
import { getParam } from '../get-param.js';
import { getResource } from '../get-resource.js';

/** `Ref: name`: what a resource is referred to by, or the value of a parameter. */
export const ref: TemplateFunction = {
  call: 'ref',
  compile: (args, context) =>
    context.isResource(nameOf(args, context))
      ? getResource.compile(args, context)
      : getParam.compile(args, context),
  evaluate: () => undefined,
};

/** In conditions, which know of no resources. */
export const refParameter: TemplateFunction = {
  call: 'ref_parameter',
  compile: (args, context) => getParam.compile(args, context),
  evaluate: () => undefined,
};

function nameOf(args: Json, context: FunctionContext): string {
  return literalText(context.compile(args), `The argument of "${context.name}"`);
}
