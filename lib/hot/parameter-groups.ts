import type { Json } from '../json.js';
import { didYouMean, shown, type FaultList } from './faults.js';
import { nearestName } from './nearest-name.js';
import { own } from './sections.js';
import { isList, isMap } from './storable.js';
import type { ParameterGroup } from './values.js';

/** Reads section `parameter_groups`: known parameters, each in one group at most. Undefined: there is none. */
export function readParameterGroups(
  section: Json | undefined,
  names: ReadonlySet<string>,
  faults: FaultList,
): readonly ParameterGroup[] | undefined {
  if (section === undefined || section === null) return undefined;
  if (!isList(section)) {
    faults.add(`The parameter_groups should be a list, not ${shown(section)}.`, { at: ['parameter_groups'] });
    return undefined;
  }
  const seen = new Set<string>();
  const groups: ParameterGroup[] = [];
  section.forEach((group, index) => {
    const map = isMap(group) ? group : {};
    const members = own(map, 'parameters');
    const at = ['parameter_groups', index];
    if (!isList(members)) {
      faults.add('The parameters of a parameter group should be a list.', { at });
      return;
    }
    for (const member of members) checkMember(member, at, seen, names, faults);
    const text = (key: string) => plainText(own(map, key));
    groups.push({
      label: text('label'),
      description: text('description'),
      parameters: members.map(plainText),
    });
  });
  return groups;
}

function plainText(value: Json | undefined): string {
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : shown(value);
}

function checkMember(
  member: Json,
  at: readonly (string | number)[],
  seen: Set<string>,
  names: ReadonlySet<string>,
  faults: FaultList,
): void {
  const name = typeof member === 'string' ? member : shown(member);
  if (!names.has(name)) {
    const hint = didYouMean(nearestName(name, names));
    faults.add(`The parameter group names "${name}", which is no parameter of the template.`, { at, hint });
  } else if (seen.has(name)) {
    faults.add(`The parameter "${name}" must be assigned to one parameter group only.`, { at });
  }
  seen.add(name);
}
