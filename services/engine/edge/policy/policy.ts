import { rolesIn, type Principal } from '../identity/principal.js';
import { defaultRoles, type Action } from './actions.js';

/** Who may do what: the roles of actions, and of types that not everybody may use. */
export interface Policy {
  /** Whether the principal may do it in the project. */
  allows(principal: Principal, project: string, action: Action): boolean;
  /** Of the given types those that the principal may not use, and does not see. */
  hiddenTypes(principal: Principal, project: string, types: Iterable<string>): readonly string[];
}

export interface PolicyRules {
  readonly actions: Partial<Readonly<Record<Action, readonly string[]>>>;
  /** By type, or by the beginning of types: `OS::Keystone::*`. The longest that fits counts. */
  readonly types: Readonly<Record<string, readonly string[]>>;
}

/** @param rules what differs from the defaults */
export function policyOf(rules: PolicyRules = { actions: {}, types: {} }): Policy {
  const roles: Readonly<Record<Action, readonly string[]>> = { ...defaultRoles, ...rules.actions };
  const restricted = Object.entries(rules.types).sort(([a], [b]) => b.length - a.length);
  const mayUse = (held: ReadonlySet<string>, type: string) => {
    const rule = restricted.find(([pattern]) => fits(pattern, type));
    return rule === undefined || rule[1].some((role) => held.has(role));
  };
  return {
    allows(principal, project, action) {
      if (principal.isAdmin) return true;
      const held = rolesIn(principal, project);
      return roles[action].some((role) => held.has(role));
    },
    hiddenTypes(principal, project, types) {
      if (principal.isAdmin || restricted.length === 0) return [];
      const held = rolesIn(principal, project);
      return [...types].filter((type) => !mayUse(held, type));
    },
  };
}

function fits(pattern: string, type: string): boolean {
  return pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type;
}
