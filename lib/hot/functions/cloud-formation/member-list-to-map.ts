import type { Json } from '../../../json.js';
import { shown } from '../../faults.js';
import { isList } from '../../storable.js';
import { FunctionFault } from '../function.js';
import { itemsOf, pureFunction } from '../pure-function.js';

/**
 * `Fn::MemberListToMap: [Name, Value, ['.member.0.Name=key', '.member.0.Value=value', ...]]`: a map. Members that lack one of the
 * two are left out.
 */
export const memberListToMap = pureFunction({
  call: 'fn_member_list_to_map',
  name: 'Fn::MemberListToMap',
  parts(args, context) {
    const items = itemsOf(context.compile(args));
    if (items?.length === 3) return items;
    const example = `{'Fn::MemberListToMap': ['Name', 'Value', ['.member.0.Name=key', '.member.0.Value=door']]}`;
    throw new FunctionFault(`Wrong Arguments try: "${example}"`);
  },
  apply([keyName = null, valueName = null, list = null], name) {
    if (typeof keyName !== 'string')
      throw new FunctionFault(`${name} Key Name must be a string`, shown(keyName));
    if (typeof valueName !== 'string')
      throw new FunctionFault(`${name} Value Name must be a string`, shown(valueName));
    if (!isList(list)) throw new FunctionFault('Member list must be a list', shown(list));
    const members = new Map<number, Map<string, string>>();
    for (const item of list) addMember(members, item);
    const pairs = [...members]
      .sort(([a], [b]) => a - b)
      .flatMap(([, member]) => {
        const [key, value] = [member.get(keyName), member.get(valueName)];
        return key === undefined || value === undefined ? [] : [[key, value] as const];
      });
    return Object.fromEntries(pairs);
  },
  write: (args) => args,
});

function addMember(members: Map<number, Map<string, string>>, item: Json): void {
  if (typeof item !== 'string') throw new FunctionFault('Member list items must be strings', shown(item));
  const [, number, field, value] = /^\.member\.(\d+)\.([^=]*)=([\s\S]*)$/.exec(item) ?? [];
  if (number === undefined || field === undefined || value === undefined) return;
  const member = members.get(Number(number)) ?? new Map<string, string>();
  members.set(Number(number), member.set(field, value));
}
