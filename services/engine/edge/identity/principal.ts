import { textFault } from '../../../../lib/hot/storable.js';

/** Who a request is from. */
export interface Principal {
  /** Tells principals apart, among all of an installation; never a secret. */
  readonly id: string;
  /** Of the user, as shown to people; null: it is no user. */
  readonly name: string | null;
  /** Roles by project: the projects are the tenants of URLs. */
  readonly projects: ReadonlyMap<string, readonly string[]>;
  /** May do everything, in every project. */
  readonly isAdmin: boolean;
  /** Calls once the token that it came by is good no more, maybe at once, and answers how to take that back. Undefined: it came by none that ends. */
  readonly onEnd?: (ended: () => void) => () => void;
}

/** The role whose holders are admins, in whichever project they hold it. */
export const ADMIN = 'admin';

/** A role has the powers of the one behind it, as Keystone's own roles do. */
const implied: Readonly<Record<string, string>> = { [ADMIN]: 'member', member: 'reader' };

/** All roles in the project, those that others imply too. */
export function rolesIn({ projects }: Principal, project: string): ReadonlySet<string> {
  const roles = new Set<string>();
  for (const given of projects.get(project) ?? []) {
    for (let role: string | undefined = given; role !== undefined; role = implied[role]) roles.add(role);
  }
  return roles;
}

/** An admin is who has that role in any of the projects. */
/** @param name is kept with what the user makes: one that cannot be stored counts as none */
export function principalOf(
  id: string,
  name: string,
  projects: ReadonlyMap<string, readonly string[]>,
): Principal {
  const isAdmin = [...projects.values()].some((roles) => roles.includes(ADMIN));
  return { id, name: textFault(name) === undefined ? name : null, projects, isAdmin };
}
