import { shown } from '../../faults.js';
import { isList } from '../../storable.js';
import { FunctionFault, type TemplateFunction } from '../function.js';
import { getAttrNamed } from '../get-attr.js';

/** `Fn::GetAtt: [resource, attribute]`. */
export const getAtt: TemplateFunction = {
  call: 'get_att',
  compile(args, context) {
    if (!isList(args) || args.length !== 2)
      throw new FunctionFault(
        `Arguments to "${context.name}" must be of the form [resource_name, attribute]`,
        shown(args),
      );
    return getAttrNamed.compile(args, context);
  },
  evaluate: () => undefined,
};
